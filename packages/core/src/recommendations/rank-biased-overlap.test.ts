import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankBiasedOverlap } from "./rank-biased-overlap.ts";

const lists = fc.tuple(
  fc.uniqueArray(fc.constantFrom(...Array.from("abcdefghijkl")), { maxLength: 10 }),
  fc.uniqueArray(fc.constantFrom(...Array.from("abcdefghijkl")), { maxLength: 10 }),
);

describe("rankBiasedOverlap", () => {
  it.each<[string, string, number]>([
    // p = 0.9. Agreement by depth 1, 1/2, 1: (1-p)/p (1 x 0.9 + 0.5 x 0.81 + 1 x 0.729) + 1 x 0.729 = 0.226 + 0.729.
    ["abc", "acb", 0.955],
    // Agreement 0, 1: (1-p)/p x 0.81 + 0.81.
    ["ab", "ba", 0.9],
    // Agreement 1, 1/2: (1-p)/p (0.9 + 0.405) + 0.5 x 0.81.
    ["ab", "ac", 0.55],
    // s = 1, l = 2, X = 1, 1: (1-p)/p (0.9 + 0.5 x 0.81 + 1 x (2-1)/(1 x 2) x 0.81) + (0 + 1) x 0.81 = 0.19 + 0.81.
    ["a", "ab", 1],
    // s = 1, l = 2, X = 0, 1: (1-p)/p (0 + 0.5 x 0.81 + 0) + (1/2 + 0) x 0.81 = 0.045 + 0.405.
    ["b", "ab", 0.45],
    ["abc", "xyz", 0],
    ["", "", 1],
    ["", "a", 0],
  ])("of %j and %j is as worked by hand", (a, b, expected) => {
    expect(rankBiasedOverlap(Array.from(a), Array.from(b))).toBeCloseTo(expected, 12);
  });

  it("weighs the first places most", () => {
    const base = Array.from("abcdefghij");
    const swapped = (at: number) => base.with(at, base[at + 1] as string).with(at + 1, base[at] as string);
    const values = [0, 2, 4, 6, 8].map((at) => rankBiasedOverlap(base, swapped(at)));
    expect(values).toEqual([...values].sort((x, y) => x - y));
    expect(new Set(values).size).toBe(values.length);
  });

  it("is symmetric, 1 for a list and itself, and between 0 and 1", () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        expect(rankBiasedOverlap(a, b)).toBe(rankBiasedOverlap(b, a));
        expect(rankBiasedOverlap(a, a)).toBeCloseTo(1, 12);
        expect(rankBiasedOverlap(a, b)).toBeGreaterThanOrEqual(0);
        expect(rankBiasedOverlap(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
