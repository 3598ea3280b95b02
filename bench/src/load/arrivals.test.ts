import { expect, test } from "vitest";
import { arrivals } from "./arrivals.ts";

test("arrive at the asked rate, in order, the same for the same seed", () => {
  const times = arrivals(500, 60, "a");
  expect(times.length / 60).toBeGreaterThan(480);
  expect(times.length / 60).toBeLessThan(520);
  expect([...times]).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(60_000);
  expect(arrivals(500, 60, "a")).toEqual(times);
  expect(arrivals(500, 60, "b")).not.toEqual(times);
});

test("arrive independently: gaps vary as much as they are long (Poisson)", () => {
  const times = arrivals(100, 200, "gaps");
  const gaps = Array.from(times.subarray(1), (time, i) => time - (times[i] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(deviation / mean).toBeCloseTo(1, 1);
});
