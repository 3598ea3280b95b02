import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explore } from "./explore.ts";
import { seededRandom } from "./seeded-random.ts";

const ORDER = Array.from({ length: 12 }, (_, i) => 11 - i);

describe("explore", () => {
  it("places everything at most once, and the best first, whatever the chance", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 20 }), (seed, share, count) => {
        const placed = explore(ORDER, count, share, seededRandom(seed));
        expect(placed).toHaveLength(Math.min(count, ORDER.length));
        expect(new Set(placed.map(({ index }) => index)).size).toBe(placed.length);
        expect(placed[0]).toEqual({ index: 11, propensity: 1, explored: false });
        for (const { propensity } of placed) expect(propensity > 0 && propensity <= 1).toBe(true);
      }),
    );
  });

  it("logs the probability with which things happen", () => {
    const RUNS = 40_000;
    const random = seededRandom("propensities");
    const seen = new Map<number, { times: number; propensity: number }>();
    for (let run = 0; run < RUNS; run++) {
      const { index, propensity } = explore(ORDER, 2, 0.3, random)[1] as { index: number; propensity: number };
      const entry = seen.get(index) ?? { times: 0, propensity };
      expect(propensity).toBe(entry.propensity);
      entry.times += 1;
      seen.set(index, entry);
    }
    expect(seen.size).toBe(11);
    expect(seen.values().reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 12);
    // Five standard deviations of a binomial share.
    for (const { times, propensity } of seen.values()) {
      expect(Math.abs(times / RUNS - propensity)).toBeLessThan(5 * Math.sqrt((propensity * (1 - propensity)) / RUNS));
    }
  });

  it("keeps the order when nothing is to be explored", () => {
    expect(explore(ORDER, 12, 0, seededRandom("x")).map(({ index }) => index)).toEqual(ORDER);
  });
});
