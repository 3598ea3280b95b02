import type { SampleMean } from "./sufficient-statistics.ts";

/** 0.1 is 10 % more than the control. */
export interface Lift {
  readonly lift: number;
  readonly standardError: number;
  /** People of both variants. */
  readonly n: number;
}

/**
 * How much higher the treatment's mean is, relative to the size of the control's, with its standard error by the delta method:
 * Var = s²t/(nt μc²) + s²c μt²/(nc μc⁴). Undefined while a variant has fewer than two people, the control's mean is 0 or nothing varies.
 */
export function lift(control: SampleMean, treatment: SampleMean): Lift | undefined {
  if (control.n < 2 || treatment.n < 2 || control.mean === 0) return undefined;
  const variance =
    treatment.variance / (treatment.n * control.mean ** 2) + (control.variance * treatment.mean ** 2) / (control.n * control.mean ** 4);
  if (!(variance > 0)) return undefined;
  return {
    lift: (treatment.mean - control.mean) / Math.abs(control.mean),
    standardError: Math.sqrt(variance),
    n: control.n + treatment.n,
  };
}
