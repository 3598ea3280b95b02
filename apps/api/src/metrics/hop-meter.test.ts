import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { expect, it } from "vitest";
import { HISTORY_SECONDS, HopMeter } from "./hop-meter.ts";
import { RequestWork } from "./request-work.ts";

it("reads quantiles of ten seconds and rates of three, and forgets what is older", () => {
  const meter = new HopMeter();
  for (let i = 0; i < 30; i++) meter.add(40);
  meter.cut();
  meter.tick(5);
  expect(meter.reading().p99Ms).toBeCloseTo(40, 0);
  expect(meter.reading().perSecond).toBe(30);
  for (let second = 0; second < 9; second++) meter.tick(0);
  expect(meter.reading()).toMatchObject({ perSecond: 0, p50Ms: expect.closeTo(40, 0) });
  meter.tick(0);
  expect(meter.reading()).toEqual({ perSecond: 0, p50Ms: null, p99Ms: null });
  expect(meter.queues).toEqual([5, ...Array.from({ length: 10 }, () => 0)]);
  for (let second = 0; second < HISTORY_SECONDS; second++) meter.tick(1);
  expect([meter.p99sMs.length, meter.queues.length]).toEqual([HISTORY_SECONDS, HISTORY_SECONDS]);
});

it("knows what is under way and for how long, and takes the wait from the request's own work", async () => {
  const work = new RequestWork(performance.now());
  const meter = new HopMeter(() => work);
  const gate = Promise.withResolvers<number>();
  const startedMs = performance.now();
  const done = meter.measure(() => gate.promise, 500);
  while (performance.now() - startedMs < 20);
  expect(meter.underWay).toBe(500);
  expect(meter.oldestMs).toBeGreaterThanOrEqual(20);
  expect(work.ownMs(performance.now())).toBeLessThan(15);
  gate.resolve(7);
  expect(await done).toBe(7);
  expect([meter.underWay, meter.oldestMs]).toEqual([0, 0]);
  meter.cut();
  meter.tick(0);
  expect(meter.reading().p50Ms).toBeGreaterThanOrEqual(19);
});

it("measures what fails, and passes the failure on", async () => {
  const meter = new HopMeter();
  await expect(meter.measure(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  meter.cut();
  meter.tick(0);
  expect([meter.underWay, meter.reading().perSecond]).toEqual([0, 1]);
});

it("adds what this process measured to what others did, and gives it away once", () => {
  const meter = new HopMeter();
  const sketch = new LatencySketch();
  sketch.add(3);
  meter.merge(sketch);
  meter.add(4);
  expect([meter.cut().count, meter.cut().count]).toEqual([1, 0]);
  meter.add(5);
  meter.tick(0);
  expect(meter.reading().perSecond).toBe(2);
  expect(meter.cut().count).toBe(1);
});
