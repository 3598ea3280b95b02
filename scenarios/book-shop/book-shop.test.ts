import { itemSchema } from "@attune/core/catalogue/schema";
import { eventRequestSchema } from "@attune/core/events/event-request";
import { expect, test } from "vitest";
import { bookCatalogue } from "./book-catalogue.ts";
import { NAMED_READERS } from "./personas.ts";
import { readingHistory } from "./reading-history.ts";
import { SHELVES } from "./shelves.ts";

const books = bookCatalogue();
const untilMs = Date.UTC(2026, 0, 15);
const history = readingHistory(books, untilMs);

test("152 different books that the API's own schema accepts, the same every time", () => {
  expect(new Set(books.map(({ item }) => item.itemId)).size).toBe(152);
  expect(new Set(books.map(({ item }) => item.title)).size).toBe(152);
  for (const { item } of books) itemSchema.parse(item);
  expect(bookCatalogue()).toEqual(books);
});

test("a history of 120 readers that the API takes, in time order, repeatable", () => {
  expect(new Set(history.map(({ userId }) => userId)).size).toBe(120);
  expect(new Set(history.map(({ eventId }) => eventId)).size).toBe(history.length);
  expect(history.filter((event) => !eventRequestSchema.safeParse(event).success)).toEqual([]);
  const times = history.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThanOrEqual(untilMs);
  expect(readingHistory(books, untilMs)).toEqual(history);
});

test("named readers mostly read what is said of them", () => {
  const shelfOf = new Map(books.map(({ item, shelf }) => [item.itemId, SHELVES[shelf]?.name ?? ""]));
  for (const { userId, loves } of NAMED_READERS) {
    const shelves = history.filter((event) => event.userId === userId).map(({ itemId }) => shelfOf.get(itemId) ?? "");
    expect(shelves.filter((shelf) => loves.includes(shelf)).length / shelves.length).toBeGreaterThan(0.6);
  }
});
