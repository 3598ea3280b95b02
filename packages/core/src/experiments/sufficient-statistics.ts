/**
 * Of a number that each person has: how many people, sum and sum of squares, in fixed point. Whole numbers add without error in any order, so a person
 * can be taken out again exactly and partitions merge to the same whole.
 */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Steps of a share. Sums stay exact up to 500 million people; a mean is off by at most 3e-8. */
export const STEPS = 2 ** 24;

export const NO_MOMENTS: Moments = { n: 0, sum: 0, sumOfSquares: 0 };

/** `share` is within [0, 1]. */
export function addShare(moments: Moments, share: number): Moments {
  return { n: moments.n + 1, sum: moments.sum + steps(share), sumOfSquares: moments.sumOfSquares + steps(share * share) };
}

/** Takes out what `addShare` put in. */
export function removeShare(moments: Moments, share: number): Moments {
  return { n: moments.n - 1, sum: moments.sum - steps(share), sumOfSquares: moments.sumOfSquares - steps(share * share) };
}

export function mergeMoments(a: Moments, b: Moments): Moments {
  return { n: a.n + b.n, sum: a.sum + b.sum, sumOfSquares: a.sumOfSquares + b.sumOfSquares };
}

/** Mean and variance of a person's number, the latter with n - 1; the variance of fewer than two people is 0. */
export interface SampleMean {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export function meanOf({ n, sum, sumOfSquares }: Moments): SampleMean {
  const total = sum / STEPS;
  return sampleMean(n, total, sumOfSquares / STEPS);
}

/** From plain sums. */
export function sampleMean(n: number, sum: number, sumOfSquares: number): SampleMean {
  const mean = n === 0 ? 0 : sum / n;
  return { n, mean, variance: n < 2 ? 0 : Math.max(0, (sumOfSquares - sum * mean) / (n - 1)) };
}

/** Of a yes or no for each person. */
export function proportionOf(n: number, successes: number): SampleMean {
  const mean = n === 0 ? 0 : successes / n;
  return { n, mean, variance: mean * (1 - mean) };
}

function steps(share: number): number {
  return Math.round(share * STEPS);
}
