import type { Purposes } from "./schema.ts";

/** A decision on its way from the person's lane to the consent ledger. Source partition and offset make it known: what was recorded is not recorded again. */
export interface ConsentDecision {
  readonly tenant: string;
  readonly subject: string;
  readonly purposes: Purposes;
  readonly source: string;
  readonly policyVersion: number | undefined;
  readonly decidedAtMs: number;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
}
