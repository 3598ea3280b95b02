import { eventRequestSchema } from "@attune/core/events/event-request";
import { expect, test } from "vitest";
import { shopCatalogue } from "./catalogue.ts";
import { shopHistory } from "./history.ts";
import { shopListeners } from "./listeners.ts";

const untilMs = Date.UTC(2026, 0, 15);
const history = shopHistory(shopCatalogue(), shopListeners(), 5000, untilMs);

test("as many events as asked for, in time order, none after the end, ids unique and repeatable", () => {
  expect(history).toHaveLength(5000);
  expect(new Set(history.map(({ eventId }) => eventId)).size).toBe(5000);
  const times = history.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThanOrEqual(untilMs);
  expect(shopHistory(shopCatalogue(), shopListeners(), 5000, untilMs)).toEqual(history);
});

test("every event is one that the API takes", () => {
  expect(history.filter((event) => !eventRequestSchema.safeParse(event).success)).toEqual([]);
});

test("the last hour is not empty, so that there is something to trend", () => {
  expect(history.filter(({ timestamp }) => timestamp > untilMs - 3_600_000).length).toBeGreaterThan(50);
});
