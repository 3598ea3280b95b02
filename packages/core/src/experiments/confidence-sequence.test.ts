import { describe, expect, it } from "vitest";
import { seededRandom } from "../ranking/seeded-random.ts";
import { confidenceSequence, rhoSquaredOf } from "./confidence-sequence.ts";
import { lift } from "./lift.ts";
import { RHOS, SEQUENTIAL, WIDTH_RATIOS } from "./published-vectors.fixture.ts";
import { addShare, meanOf, NO_MOMENTS, proportionOf, sampleMean } from "./sufficient-statistics.ts";

const Z95 = 1.959963984540054;

describe("confidenceSequence", () => {
  it.each(SEQUENTIAL)("is the published interval: $kind tuned for $tuning", ({ kind, control, treatment, tuning, expected }) => {
    const of = (arm: typeof control | typeof treatment) =>
      kind === "mean" ? sampleMean(arm.n, arm.sum, arm.sumOfSquares) : proportionOf(arm.n, arm.sum);
    const found = lift(of(control), of(treatment));
    if (found === undefined) throw new Error("there is something to compare");
    const sequence = confidenceSequence(found, { alpha: 0.05, tuning });
    expect(sequence.low).toBeCloseTo(expected.low, 5);
    expect(sequence.high).toBeCloseTo(expected.high, 5);
    expect(sequence.p).toBeCloseTo(expected.p, 5);
  });

  it("has the published price: how much wider it is than an interval for one look", () => {
    for (const [tuning, rho] of RHOS) expect(Math.sqrt(rhoSquaredOf(0.05, tuning))).toBeCloseTo(rho, 10);
    for (const [n, ratio] of WIDTH_RATIOS) {
      const { high } = confidenceSequence({ lift: 0, standardError: 1, n }, { alpha: 0.05, tuning: 5000 });
      expect(high / Z95).toBeCloseTo(ratio, 3);
    }
  });

  it("excludes zero exactly when its p-value is below alpha, and is the mixture mSPRT under another name", () => {
    for (let step = 0; step < 400; step++) {
      const [standardError, n] = [0.05, 2_000];
      const difference = step / 1_000;
      const { low, p } = confidenceSequence({ lift: difference, standardError, n });
      expect(low > 0).toBe(p < 0.05);
      const variance = standardError ** 2;
      const mixture = rhoSquaredOf(0.05, 5_000) * n * variance;
      const ratio =
        Math.sqrt(variance / (variance + mixture)) * Math.exp((mixture * difference ** 2) / (2 * variance * (variance + mixture)));
      expect(p).toBeCloseTo(Math.min(1, 1 / ratio), 12);
    }
  });

  it("calls two equal variants different in at most 5 % of experiments that are looked at twenty times; an interval for one look does in many more", () => {
    const seed = "a/a";
    console.log(`seed ${seed}`);
    const random = seededRandom(seed);
    const [experiments, looks, peopleBetween] = [600, 20, 100];
    const called = { anytime: 0, oneLook: 0 };
    for (let i = 0; i < experiments; i++) {
      let [control, treatment] = [NO_MOMENTS, NO_MOMENTS];
      const outside = { anytime: false, oneLook: false };
      for (let look = 0; look < looks; look++) {
        for (let person = 0; person < peopleBetween; person++) {
          control = addShare(control, Math.floor(random() * 6) / 10);
          treatment = addShare(treatment, Math.floor(random() * 6) / 10);
        }
        const found = lift(meanOf(control), meanOf(treatment));
        if (found === undefined) continue;
        const { low, high } = confidenceSequence(found);
        outside.anytime ||= low > 0 || high < 0;
        outside.oneLook ||= Math.abs(found.lift) > Z95 * found.standardError;
      }
      called.anytime += Number(outside.anytime);
      called.oneLook += Number(outside.oneLook);
    }
    console.log(
      `false alarms: ${called.anytime} of ${experiments} at any of ${looks} looks, ${called.oneLook} with an interval for one look`,
    );
    expect(called.anytime / experiments).toBeLessThanOrEqual(0.05);
    expect(called.oneLook / experiments).toBeGreaterThan(0.15);
  });
});
