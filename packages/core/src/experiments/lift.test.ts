import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lift } from "./lift.ts";
import { SEQUENTIAL } from "./published-vectors.fixture.ts";
import { proportionOf, sampleMean } from "./sufficient-statistics.ts";

describe("lift", () => {
  it.each(SEQUENTIAL)("has the published size and standard error: $kind", ({ kind, control, treatment, expected }) => {
    const of = (arm: typeof control | typeof treatment) =>
      kind === "mean" ? sampleMean(arm.n, arm.sum, arm.sumOfSquares) : proportionOf(arm.n, arm.sum);
    const found = lift(of(control), of(treatment));
    expect(found?.lift).toBeCloseTo(expected.lift, 5);
    expect(found?.standardError).toBeCloseTo(expected.standardError, 5);
    expect(found?.n).toBe(control.n + treatment.n);
  });

  it("keeps its sign when the control's mean is negative", () => {
    expect(lift({ n: 10, mean: -10, variance: 1 }, { n: 10, mean: -5, variance: 1 })?.lift).toBe(0.5);
  });

  it("does not depend on the unit of the metric", () => {
    const sample = fc.record({
      n: fc.integer({ min: 2, max: 1000 }),
      mean: fc.double({ min: 0.1, max: 10, noNaN: true }),
      variance: fc.double({ min: 0.1, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const plain = lift(a, b);
        const scaled = lift({ ...a, mean: a.mean * 8, variance: a.variance * 64 }, { ...b, mean: b.mean * 8, variance: b.variance * 64 });
        expect(scaled?.lift).toBeCloseTo(plain?.lift as number, 9);
        expect(scaled?.standardError).toBeCloseTo(plain?.standardError as number, 9);
      }),
    );
  });

  it("is not claimed of nothing", () => {
    const some = { n: 10, mean: 0.5, variance: 0.1 };
    expect(lift({ n: 10, mean: 0, variance: 0 }, some)).toBeUndefined();
    expect(lift({ n: 1, mean: 0.5, variance: 0 }, some)).toBeUndefined();
    expect(lift({ n: 10, mean: 1, variance: 0 }, { n: 10, mean: 1, variance: 0 })).toBeUndefined();
  });
});
