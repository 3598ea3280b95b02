import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addShare, meanOf, mergeMoments, NO_MOMENTS, proportionOf, removeShare, sampleMean } from "./sufficient-statistics.ts";

const shares = fc.array(
  fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => (a + b === 0 ? 0 : a / (a + b))),
  { maxLength: 60 },
);
const momentsOf = (values: readonly number[]) => values.reduce(addShare, NO_MOMENTS);

describe("moments", () => {
  it("are the same in any order and any partition, and forget exactly whom they are told to forget", () => {
    fc.assert(
      fc.property(shares, shares, (some, others) => {
        const whole = momentsOf([...some, ...others]);
        expect(mergeMoments(momentsOf(others), momentsOf(some))).toEqual(whole);
        expect(others.reduce(removeShare, whole)).toEqual(momentsOf(some));
        expect(some.reduce(removeShare, others.reduce(removeShare, whole))).toEqual(NO_MOMENTS);
      }),
    );
  });

  it("give mean and variance as computed from the numbers themselves", () => {
    fc.assert(
      fc.property(shares, (values) => {
        fc.pre(values.length > 1);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
        const sample = meanOf(momentsOf(values));
        expect(sample.n).toBe(values.length);
        expect(sample.mean).toBeCloseTo(mean, 7);
        expect(sample.variance).toBeCloseTo(variance, 6);
      }),
    );
  });

  it("of nobody are nothing", () => {
    expect(meanOf(NO_MOMENTS)).toEqual({ n: 0, mean: 0, variance: 0 });
    expect(proportionOf(0, 0)).toEqual({ n: 0, mean: 0, variance: 0 });
    expect(sampleMean(1, 3, 9)).toEqual({ n: 1, mean: 3, variance: 0 });
  });
});
