import type { Lift } from "./lift.ts";

/** Holds at every look at once: however often one looks and whenever one stops, the truth is outside with probability at most alpha. */
export interface ConfidenceSequence {
  readonly low: number;
  readonly high: number;
  /** Always valid p-value of "no difference". */
  readonly p: number;
}

export interface ConfidenceSettings {
  readonly alpha: number;
  /** Number of people at which the interval is tightest; it holds at any other too. */
  readonly tuning: number;
}

/** 95 %, tightest at 5,000 people. */
const CONFIDENCE: ConfidenceSettings = { alpha: 0.05, tuning: 5_000 };

/**
 * Asymptotic confidence sequence of a mean, equations 9 and 155 of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory
 * and asymptotic confidence sequences" (arXiv 2103.06476v7). It is the interval of the normal-mixture mSPRT with mixture variance ρ² n se². Asymptotic:
 * not to be acted on before each variant has some hundred people.
 */
export function confidenceSequence(
  { lift, standardError, n }: Lift,
  { alpha, tuning }: ConfidenceSettings = CONFIDENCE,
): ConfidenceSequence {
  const rhoSquared = rhoSquaredOf(alpha, tuning);
  const q = n * rhoSquared + 1;
  const halfWidth = standardError * Math.sqrt(n) * Math.sqrt(((2 * q) / (n ** 2 * rhoSquared)) * Math.log(Math.sqrt(q) / alpha));
  const evidence = (rhoSquared * lift ** 2 * n) / (2 * q * standardError ** 2);
  return { low: lift - halfWidth, high: lift + halfWidth, p: Math.min(1, Math.sqrt(q) * Math.exp(-evidence)) };
}

/** ρ² that makes the interval tightest at `tuning` people (equation 161). */
export function rhoSquaredOf(alpha: number, tuning: number): number {
  return (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuning;
}
