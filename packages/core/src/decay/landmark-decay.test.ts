import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addAt, emptyCounter, landmarkScore, valueAt } from "./landmark-decay.ts";

const TAU_MS = 3_600_000;
const HALF_LIFE_MS = TAU_MS * Math.LN2;

describe("landmark decay", () => {
  it("equals exponential decay, late events too (reference values)", () => {
    const counter = emptyCounter();
    const at = (nowMs: number) => valueAt(landmarkScore(counter), nowMs, HALF_LIFE_MS);
    const expected = [
      [0, 1],
      [600, 1.8464817249],
      [3600, 1.8024776497],
      [7200, 1.6630944705],
    ] as const;
    for (const [seconds, value] of expected) {
      addAt(counter, seconds * 1000, 1, HALF_LIFE_MS);
      expect(at(seconds * 1000)).toBeCloseTo(value, 2);
    }
    expect(at(10_800_000)).toBeCloseTo(0.6118182644, 2);
    addAt(counter, 1_800_000, 1, HALF_LIFE_MS);
    expect(at(7_200_000)).toBeCloseTo(1.8862246306, 2);
  });

  it("is a sum of decayed weights, in whatever order they come", () => {
    const addition = fc.record({
      atMs: fc.integer({ min: 0, max: 14 * 1000 }),
      weight: fc.integer({ min: 1, max: 50 }).map((w) => w / 10),
    });
    fc.assert(
      fc.property(fc.array(addition, { minLength: 1, maxLength: 40 }), (additions) => {
        const [forwards, backwards] = [emptyCounter(), emptyCounter()];
        for (const { atMs, weight } of additions) addAt(forwards, atMs, weight, 1000);
        for (const { atMs, weight } of additions.toReversed()) addAt(backwards, atMs, weight, 1000);
        expect(backwards).toEqual(forwards);
        const direct = additions.reduce((sum, { atMs, weight }) => sum + weight * 2 ** ((atMs - 15_000) / 1000), 0);
        const value = valueAt(landmarkScore(forwards), 15_000, 1000);
        // Half a unit of fixed point for each addition, on the scale of the landmark at 0.
        expect(Math.abs(value - direct)).toBeLessThanOrEqual((additions.length * 0.5 * 2 ** -15) / 1024 + 1e-12 * direct);
      }),
    );
  });

  it("orders counters at any time as it does now", () => {
    const [busyLongAgo, quietNow] = [emptyCounter(), emptyCounter()];
    addAt(busyLongAgo, 0, 64, 1000);
    addAt(quietNow, 5_000, 1, 1000);
    expect(landmarkScore(busyLongAgo)).toBeGreaterThan(landmarkScore(quietNow));
    addAt(quietNow, 6_000, 1, 1000);
    expect(landmarkScore(busyLongAgo)).toBeLessThan(landmarkScore(quietNow));
  });

  it("starts a new generation every sixteen half-lives without a jump", () => {
    const counter = emptyCounter();
    addAt(counter, 15_999, 8, 1000);
    addAt(counter, 16_001, 8, 1000);
    expect(valueAt(landmarkScore(counter), 16_001, 1000)).toBeCloseTo(8 * 2 ** -0.002 + 8, 3);
  });
});
