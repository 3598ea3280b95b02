import { expect, test } from "vitest";
import { shop } from "./shop.ts";

const size = { items: 1000, people: 200, seed: "1" };
const eventsOf = (bodies: readonly string[]) =>
  bodies.flatMap((body) => (JSON.parse(body) as { events: { eventId: string; userId: string; itemId: string }[] }).events);

test("every item is wanted, everyone comes equally often, no event comes twice", () => {
  const events = eventsOf(shop(size).batches(4000, 500));
  expect(new Set(events.map(({ itemId }) => itemId)).size).toBe(1000);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(4000);
  const counts = Map.groupBy(events, ({ userId }) => userId);
  expect([...counts.values()].map((own) => own.length)).toEqual(Array.from({ length: 200 }, () => 20));
});

test("the same seed gives the same workload, bytes included", () => {
  expect(shop(size).batches(1500, 500)).toEqual(shop(size).batches(1500, 500));
  expect(shop(size).batches(1500, 500)).not.toEqual(shop({ ...size, seed: "2" }).batches(1500, 500));
});
