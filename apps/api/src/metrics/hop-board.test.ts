import { apiVitalsSchema } from "@attune/core/metrics/schema";
import { expect, it } from "vitest";
import { HopBoard } from "./hop-board.ts";

const NOTHING = { length: 0, limit: null, oldestMs: 0 };
const QUEUES = { impressions: { length: 2, limit: 50, oldestMs: 30 }, worker: { length: 9, limit: 100, oldestMs: 7 }, log: { limit: 10 } };
const board = (name: string, pid: number, loopDelayMs: number) =>
  new HopBoard(name, () => ({ pid, loopDelayMs, busy: loopDelayMs / 10, residentBytes: 1 }));

it("shows the same at every api: what all of them measured, what waits at all of them, and the latest event loop", () => {
  const [a, b] = [board("a", 1, 2), board("b", 2, 6)];
  a.impressionAppended(5);
  a.impressionAppended(5);
  b.impressionAppended(500);
  for (const said of [a.cut(7, true, QUEUES), b.cut(7, false, { ...QUEUES, impressions: NOTHING })])
    for (const each of [a, b]) each.apiSaid(apiVitalsSchema.parse(JSON.parse(JSON.stringify(said))));
  a.tick(QUEUES);
  b.tick({ ...QUEUES, impressions: NOTHING });
  const [atA, atB] = [a.readings(QUEUES), b.readings({ ...QUEUES, impressions: NOTHING })];
  const impressions = (readings: typeof atA) => readings.find(({ hop }) => hop === "impressions");
  expect(impressions(atA)).toMatchObject({
    perSecond: 3,
    queue: 2,
    waitingMs: 30,
    p50Ms: expect.closeTo(5, 0),
    p99Ms: expect.closeTo(5, 0),
  });
  expect({ ...impressions(atA), queueLimit: undefined }).toEqual({ ...impressions(atB), queueLimit: undefined });
  // Every api sees by itself how far folding is behind: that is not to be added up.
  expect(atA.find(({ hop }) => hop === "worker")?.queue).toBe(9);
  for (const readings of [atA, atB]) expect(readings[0]).toMatchObject({ hop: "api", loopDelayMs: 6, busy: 0.6 });
  expect(a.apis).toEqual(b.apis);
  expect([a.othersAreAsked, b.othersAreAsked]).toEqual([false, true]);
});

it("forgets an api that speaks no more", () => {
  const [a, b] = [board("a", 1, 2), board("b", 2, 6)];
  a.cut(1, true, QUEUES);
  a.apiSaid(b.cut(1, true, QUEUES));
  expect(a.apis.map(({ pid }) => pid)).toEqual([1, 2]);
  for (let second = 0; second < 6; second++) a.tick(QUEUES);
  expect(a.apis.map(({ pid }) => pid)).toEqual([1]);
  expect(a.readings(QUEUES)[0]?.loopDelayMs).toBe(2);
});
