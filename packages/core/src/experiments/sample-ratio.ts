import { upperIncompleteGamma } from "./incomplete-gamma.ts";
import { logGamma } from "./log-gamma.ts";

/** Whether people are spread over the variants as declared. */
export interface SampleRatio {
  /** Of Pearson's chi-square test: valid for one look. */
  readonly p: number;
  /** Valid at every look, so the verdict goes by it. */
  readonly sequentialP: number;
}

/**
 * How sure the alternative is of a ratio near the declared one. A large one sees small differences, but only in large samples; with 200 the alarm (p below
 * 0.001) sounds at 1,000 against 1,200 people, with 10,000 (found elsewhere) p is still 0.21 there.
 */
const CONCENTRATION = 200;

/** `observed` people against declared `weights`; variants of weight 0 and those without a count are left out. With fewer than two, or nobody: 1. */
export function sampleRatio(observed: readonly number[], weights: readonly number[], concentration = CONCENTRATION): SampleRatio {
  const arms = weights.flatMap((weight, i) => {
    const count = observed[i];
    return weight > 0 && count !== undefined ? [{ weight, count }] : [];
  });
  const total = arms.reduce((sum, { count }) => sum + count, 0);
  if (arms.length < 2 || total === 0) return { p: 1, sequentialP: 1 };
  const totalWeight = arms.reduce((sum, { weight }) => sum + weight, 0);
  const shares = arms.map(({ weight, count }) => ({ share: weight / totalWeight, count }));
  const chiSquare = shares.reduce((sum, { share, count }) => sum + (count - share * total) ** 2 / (share * total), 0);
  return {
    p: upperIncompleteGamma((arms.length - 1) / 2, chiSquare / 2),
    sequentialP: Math.min(1, Math.exp(-logBayesFactor(shares, total, concentration))),
  };
}

/**
 * Dirichlet-multinomial Bayes factor against the declared ratio (Lindon and Malek, "Anytime-valid inference for multinomial count data"): a martingale
 * under the declared ratio, so that 1 over it is a p-value at any time.
 */
export function logBayesFactor(
  shares: readonly { readonly share: number; readonly count: number }[],
  total: number,
  concentration: number,
): number {
  const perArm = shares.reduce((sum, { share, count }) => {
    const prior = concentration * share;
    return sum + logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
  }, 0);
  return logGamma(concentration) - logGamma(concentration + total) + perArm;
}
