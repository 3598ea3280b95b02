import { expect, it } from "vitest";
import { seededRandom } from "../../../packages/core/src/ranking/seeded-random.ts";
import { ReferenceModel } from "./reference-model.ts";
import { trafficOf } from "./traffic.ts";

it("counts what was sent once, however often it was acknowledged", () => {
  const model = new ReferenceModel();
  const view = { eventId: "1", userId: "a", type: "view", itemId: "x", timestamp: 2_000 };
  model.accepted([view, { eventId: "2", userId: "a", type: "search", timestamp: 1_000 }]);
  model.accepted([view, { ...view, eventId: "3", itemId: "y", timestamp: 1_500 }]);
  expect(model.person("a")).toEqual({
    counts: new Map([
      ["view", 2],
      ["search", 1],
    ]),
    lastSeenMs: 2_000,
    recentItems: ["x", "y"],
  });
  expect([model.events, ...model.interactions()]).toEqual([3, ["x", 1], ["y", 1]]);
  expect(model.person("nobody")).toEqual({ counts: new Map(), lastSeenMs: 0, recentItems: [] });
});

it("is offered repetitions, disorder and poison by the traffic, the same for the same seed", () => {
  const take = () => trafficOf(seededRandom("a seed"), { people: 5, items: 40, sinceMs: 0 }).take(60).toArray();
  const parcels = take();
  const events = parcels.flatMap(({ valid }) => valid);
  const ofOne = events.filter(({ userId }) => userId === "person-0");
  const pairs = new Set(events.flatMap(({ userId, eventId, itemId }) => (itemId === undefined ? [] : [`${userId} ${eventId} ${itemId}`])));
  expect(new Set(events.map(({ userId, eventId }) => `${userId} ${eventId}`)).size).toBeLessThan(events.length);
  expect(ofOne.some(({ timestamp }, i) => timestamp < (ofOne[i - 1]?.timestamp ?? 0))).toBe(true);
  expect(new Set([...pairs].map((pair) => pair.replace(/ e-\S+/, ""))).size).toBe(pairs.size);
  expect(parcels.some(({ body, valid }) => body.length > valid.length)).toBe(true);
  expect(parcels.some(({ body }) => body.length === 1)).toBe(true);
  expect(take()).toEqual(parcels);
});
