import { describe, expect, it } from "vitest";
import { seededRandom } from "../ranking/seeded-random.ts";
import { upperIncompleteGamma } from "./incomplete-gamma.ts";
import { CHI_SQUARE_SURVIVAL, LOG_BAYES_FACTORS, SAMPLE_RATIOS } from "./published-vectors.fixture.ts";
import { logBayesFactor, sampleRatio } from "./sample-ratio.ts";

const HALVES = [0.5, 0.5];

describe("sampleRatio", () => {
  it.each(SAMPLE_RATIOS)("gives the published p of %j against %j", (observed, weights, p) => {
    expect(sampleRatio(observed, weights).p).toBeCloseTo(p, 9);
  });

  it("stands on a chi-square survival function that keeps its digits", () => {
    for (const [statistic, degrees, p] of CHI_SQUARE_SURVIVAL)
      expect(upperIncompleteGamma(degrees / 2, statistic / 2) / p).toBeCloseTo(1, 9);
    // 2 (1 - cdf) would be 0 here; the value is that of the normal distribution at 20 standard deviations.
    expect(upperIncompleteGamma(0.5, 200) / 5.507248237212311e-89).toBeCloseTo(1, 9);
  });

  it("has the published Bayes factors", () => {
    for (const [counts, expected] of LOG_BAYES_FACTORS) {
      const shares = counts.map((count) => ({ share: 0.5, count }));
      expect(logBayesFactor(shares, counts[0] + counts[1], 10_000)).toBeCloseTo(expected, 3);
    }
  });

  it("sees what matters: 1,000 against 1,200 is an alarm, 500 against 520 is none", () => {
    expect(sampleRatio([1000, 1200], HALVES).sequentialP).toBeLessThan(0.001);
    expect(sampleRatio([500, 520], HALVES).sequentialP).toBe(1);
    expect(sampleRatio([310, 98], [0.75, 0.25]).sequentialP).toBe(1);
  });

  it("looked at after every person, alarms wrongly in at most one of a hundred experiments at p 0.01, where chi-square alarms in many", () => {
    const seed = "sample ratio";
    console.log(`seed ${seed}`);
    const random = seededRandom(seed);
    const [experiments, people] = [300, 1000];
    const alarms = { sequential: 0, oneLook: 0 };
    for (let i = 0; i < experiments; i++) {
      const counts: [number, number] = [0, 0];
      const seen = { sequential: false, oneLook: false };
      for (let n = 0; n < people; n++) {
        counts[random() < 0.5 ? 0 : 1] += 1;
        if (n < 50) continue;
        const { p, sequentialP } = sampleRatio(counts, HALVES);
        seen.sequential ||= sequentialP < 0.01;
        seen.oneLook ||= p < 0.01;
      }
      alarms.sequential += Number(seen.sequential);
      alarms.oneLook += Number(seen.oneLook);
    }
    console.log(`false alarms of ${experiments}: ${alarms.sequential} sequential, ${alarms.oneLook} chi-square`);
    expect(alarms.sequential / experiments).toBeLessThanOrEqual(0.01);
    expect(alarms.oneLook / experiments).toBeGreaterThan(0.05);
  });
});
