import { describe, expect, test } from "vitest";
import { type Deployment, type EventCosts, simulateFold } from "./simulate-fold.ts";

const FREE: EventCosts = { generator: 0, api: 0, kafkaAppend: 0, kafkaFold: 0, userLane: 0, itemLane: 0, redis: 0, index: 0 };
const NO_WAITS = { appendMs: 0, commitMs: 0 };
const ONE_OF_EACH: Deployment = {
  apis: 1,
  workers: 1,
  userPartitions: 4,
  itemPartitions: 1,
  cores: Number.POSITIVE_INFINITY,
  kafkaThreads: 4,
};
const LOG = { events: 50_000, people: 20_000, from: "log" } as const;

describe("what is slowest decides, and is named", () => {
  test.each([
    [{ ...FREE, userLane: 100, redis: 10 }, "worker"],
    [{ ...FREE, userLane: 10, redis: 100 }, "redis"],
    [{ ...FREE, api: 100, userLane: 50 }, "api"],
    [{ ...FREE, userLane: 10, kafkaAppend: 100, kafkaFold: 200 }, "kafka"],
  ] as const)("%j: %s", (costs, name) => {
    const { eventsPerSecond, saturated } = simulateFold(costs, NO_WAITS, ONE_OF_EACH, { ...LOG, from: "apis" });
    expect(saturated.name).toBe(name);
    // 100 µs for an event on one thread, or 400 on four: never more than 10,000 a second, and close to it while the others have little to do.
    expect(eventsPerSecond).toBeGreaterThan(8_500);
    expect(eventsPerSecond).toBeLessThanOrEqual(10_001);
  });
});

test("with as many workers as partitions of equal weight throughput grows by that", () => {
  const costs = { ...FREE, userLane: 100 };
  const of = (workers: number, userPartitions = workers) =>
    simulateFold(costs, NO_WAITS, { ...ONE_OF_EACH, workers, userPartitions }, LOG).eventsPerSecond;
  expect(of(1)).toBeCloseTo(10_000, 0);
  // People are spread by a hash: the fullest partition ends last.
  expect(of(4) / of(1)).toBeGreaterThan(3.8);
  expect(of(16) / of(1)).toBeGreaterThan(14.5);
  expect(of(16, 4)).toBe(of(4));
});

test("cores that all share are a limit by themselves", () => {
  const costs = { ...FREE, userLane: 100, redis: 20 };
  const on = (cores: number, workers: number) => simulateFold(costs, NO_WAITS, { ...ONE_OF_EACH, userPartitions: 8, workers, cores }, LOG);
  expect(on(2, 8).eventsPerSecond).toBeGreaterThan(0.8 * (2 / 120e-6));
  expect(on(2, 8).eventsPerSecond).toBeLessThanOrEqual(2 / 120e-6 + 1);
  expect(on(2, 8).saturated.name).toBe("the cores");
  expect(on(16, 8).eventsPerSecond).toBeGreaterThan(2 * on(2, 8).eventsPerSecond);
});

test("one item partition is one worker's, however many there are; several share", () => {
  const costs = { ...FREE, userLane: 20, itemLane: 100 };
  const of = (itemPartitions: number) =>
    simulateFold(costs, NO_WAITS, { ...ONE_OF_EACH, workers: 8, userPartitions: 8, itemPartitions }, LOG).eventsPerSecond;
  expect(of(1)).toBeLessThanOrEqual(10_001);
  expect(of(8) / of(1)).toBeGreaterThan(4);
});

test("a batch waits for its append and its commit, and partitions wait at the same time", () => {
  const costs = { ...FREE, userLane: 1 };
  const waits = { appendMs: 6, commitMs: 3 };
  const of = (userPartitions: number) =>
    simulateFold(costs, waits, { ...ONE_OF_EACH, userPartitions }, { events: 20_000, people: 20_000, from: "log" }).eventsPerSecond;
  // A batch of 1,000 takes 1 ms of work and 9 ms of waiting.
  expect(of(1)).toBeGreaterThan(95_000);
  expect(of(1)).toBeLessThanOrEqual(100_001);
  expect(of(4)).toBeGreaterThan(300_000);
});
