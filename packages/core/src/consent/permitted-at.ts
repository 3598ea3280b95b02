import type { ConsentPolicy, Purpose, Purposes } from "./schema.ts";

/** A version of the policy and the moment from which it held; it holds until the next one. */
export interface PolicyInForce extends ConsentPolicy {
  readonly inForceFromMs: number;
}

/** One decision of a person as the ledger keeps it. */
export interface RecordedDecision {
  readonly purposes: Purposes;
  readonly source: string;
  readonly policyVersion: number | undefined;
  readonly decidedAtMs: number;
}

/** What was permitted and on what ground: the person's decision, else the policy's default; before the first policy nothing is. */
export type PermittedAt<D extends RecordedDecision = RecordedDecision> =
  | { readonly permitted: boolean; readonly because: "decision"; readonly decision: D }
  | { readonly permitted: boolean; readonly because: "policy"; readonly policy: PolicyInForce }
  | { readonly permitted: false; readonly because: "no_policy" };

/**
 * Was `purpose` permitted at `atMs`? `policies` by version, `decisions` of one person in the order of their lane: where a clock was set back, what was
 * decided later still wins, as it does when serving. A change of policy never overrides a decision. One step per policy and decision.
 */
export function permittedAt<D extends RecordedDecision>(
  policies: readonly PolicyInForce[],
  decisions: readonly D[],
  purpose: Purpose,
  atMs: number,
): PermittedAt<D> {
  const decision = lastDecision(decisions, purpose, atMs);
  if (decision !== undefined) return { permitted: decision.purposes[purpose] === true, because: "decision", decision };
  const policy = policies.findLast(({ inForceFromMs }) => inForceFromMs <= atMs);
  return policy === undefined
    ? { permitted: false, because: "no_policy" }
    : { permitted: policy.defaults[purpose], because: "policy", policy };
}

function lastDecision<D extends RecordedDecision>(decisions: readonly D[], purpose: Purpose, atMs: number): D | undefined {
  let last: D | undefined;
  for (const decision of decisions) {
    if (decision.decidedAtMs > atMs) break;
    if (decision.purposes[purpose] !== undefined) last = decision;
  }
  return last;
}
