import { type Demographics, PURPOSES, type Purposes, type Standing } from "./schema.ts";

export interface Decision {
  readonly purposes: Purposes;
  readonly source: string;
  readonly policyVersion: number | undefined;
  readonly decidedAtMs: number;
}

/** The standing after a decision: purposes that it does not name stay as they were. Never older than the one before. */
export function decide(standing: Standing | undefined, decision: Decision): Standing {
  return {
    ...(standing ?? nobody()),
    purposes: { ...standing?.purposes, ...decision.purposes },
    source: decision.source,
    policyVersion: decision.policyVersion,
    changedAtMs: later(standing, decision.decidedAtMs),
  };
}

/** The standing after attributes were declared: consent stays, attributes that were not declared stay. */
export function declare(standing: Standing | undefined, demographics: Demographics, atMs: number): Standing {
  const former = standing ?? nobody();
  return { ...former, demographics: { ...former.demographics, ...demographics }, changedAtMs: later(standing, atMs) };
}

/** Nothing but refusals: what a publishable key may send. */
export function onlyWithdraws(purposes: Purposes): boolean {
  return PURPOSES.every((purpose) => purposes[purpose] !== true);
}

/** A browser's Global Privacy Control is an opt-out of selling and sharing, whatever else the request says. */
export function withGlobalPrivacyControl(purposes: Purposes, signalled: boolean): Purposes {
  return signalled ? { ...purposes, sale_or_sharing: false } : purposes;
}

function nobody(): Standing {
  return { purposes: {}, policyVersion: undefined, source: undefined, demographics: {}, suppressed: false, changedAtMs: 0 };
}

/** Two changes within one millisecond, or a clock that was set back, must not lose the newer one. */
function later(standing: Standing | undefined, atMs: number): number {
  return standing === undefined ? atMs : Math.max(atMs, standing.changedAtMs + 1);
}
