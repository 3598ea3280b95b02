import type { RecordedDecision } from "@attune/core/consent/permitted-at";
import { PURPOSES, type Purpose, type Purposes, purposesSchema } from "@attune/core/consent/schema";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb, WorkerDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";

/** A decision as the worker records it: `person` is the tag, and partition and offset say where in the log it stands. */
export interface LedgerEntry extends RecordedDecision {
  readonly tenantId: string;
  readonly person: string;
  readonly lanePartition: number;
  readonly laneOffset: number;
}

export interface LedgerDecision extends RecordedDecision {
  readonly id: string;
  readonly recordedAtMs: number;
}

/** How many people decided about a purpose themselves, by what their newest decision about it says. */
interface Deciders {
  readonly granted: number;
  readonly refused: number;
}

/** Records each decision once, however often it is brought: one of the same partition and offset is passed over. Answers how many were new. */
export async function appendDecisions(db: WorkerDb, entries: readonly LedgerEntry[]): Promise<number> {
  const data = entries.map(({ decidedAtMs, policyVersion, laneOffset, purposes, ...entry }) => ({
    ...entry,
    purposes: { ...purposes },
    policyVersion: policyVersion ?? null,
    decidedAt: new Date(decidedAtMs),
    laneOffset: BigInt(laneOffset),
  }));
  const { count } = await db.consentDecision.createMany({ data, skipDuplicates: true });
  return count;
}

/**
 * Says in the audit log that somebody of the tenant is about to enter a decision for a person, who is named by the tag. Written before the data plane is told,
 * because a decision that nobody answers for would be worse than an entry without a decision, which the ledger shows for what it is.
 */
export async function auditConsentEntry(
  db: AppDb,
  tenantId: string,
  entry: { readonly person: string; readonly purposes: Purposes },
  by: Change,
): Promise<void> {
  await inTenant(db, tenantId, (tx) => appendAudit(tx, tenantId, { ...by, action: "consent.entered", before: null, after: entry }));
}

/** A person's decisions in the order of their lane, which is the order in which they took effect. */
export async function listDecisions(db: AppDb, tenantId: string, person: string): Promise<readonly LedgerDecision[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.consentDecision.findMany({ where: { tenantId, person }, orderBy: { laneOffset: "asc" } }),
  );
  return rows.map(({ id, purposes, source, policyVersion, decidedAt, recordedAt }) => ({
    id: String(id),
    purposes: purposesSchema.parse(purposes),
    source,
    policyVersion: policyVersion ?? undefined,
    decidedAtMs: decidedAt.getTime(),
    recordedAtMs: recordedAt.getTime(),
  }));
}

/** Whom a change of policy does not touch. Reads the tenant's whole ledger: a second for a million decisions. */
export async function countDeciders(db: AppDb, tenantId: string): Promise<Readonly<Record<Purpose, Deciders>>> {
  const rows = await inTenant(
    db,
    tenantId,
    (tx) => tx.$queryRaw<{ purpose: string; granted: bigint; refused: bigint }[]>`
      SELECT purpose, count(*) FILTER (WHERE permitted) AS granted, count(*) FILTER (WHERE NOT permitted) AS refused
      FROM (
        SELECT DISTINCT ON (ledger.person, decided.key) decided.key AS purpose, decided.value::boolean AS permitted
        FROM consent_ledger AS ledger, jsonb_each(ledger.purposes) AS decided
        WHERE ledger.tenant_id = ${tenantId}
        ORDER BY ledger.person, decided.key, ledger.lane_offset DESC
      ) AS newest
      GROUP BY purpose`,
  );
  const of = (purpose: Purpose): Deciders => {
    const row = rows.find((one) => one.purpose === purpose);
    return { granted: Number(row?.granted ?? 0), refused: Number(row?.refused ?? 0) };
  };
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, of(purpose)])) as unknown as Record<Purpose, Deciders>;
}
