import type { PolicyInForce } from "@attune/core/consent/permitted-at";
import { type PolicyDraft, policyDraftSchema } from "@attune/core/consent/policy-draft";
import { consentPolicy, purposeRulesSchema } from "@attune/core/consent/schema";
import { Fault } from "@attune/core/faults";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { ConsentPolicy as ConsentPolicyRow } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";

interface StoredConsentPolicy extends PolicyInForce {
  /** What people are told. */
  readonly statement: string;
  readonly createdBy: string;
}

/** Every version, oldest first; the last one is in force. */
export async function listConsentPolicies(db: AppDb, tenantId: string): Promise<readonly StoredConsentPolicy[]> {
  const rows = await inTenant(db, tenantId, (tx) => tx.consentPolicy.findMany({ where: { tenantId }, orderBy: { version: "asc" } }));
  return rows.map(storedPolicyOf);
}

/**
 * Puts the next version into force. `basedOnVersion` is the one its author saw: when another was published meanwhile, nothing happens (conflict).
 * The tenant's row stays locked until commit, so versions come one after the other and each at its own moment.
 */
export async function publishConsentPolicy(
  db: AppDb,
  tenantId: string,
  { basedOnVersion, ...draft }: PolicyDraft & { readonly basedOnVersion: number },
  by: Change,
): Promise<StoredConsentPolicy> {
  const valid = policyDraftSchema.safeParse(draft);
  if (!valid.success) {
    const errors = valid.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new Fault("invalid_request", errors.map(({ path, message }) => `${path}: ${message}`).join("; "), { errors });
  }
  return inTenant(db, tenantId, async (tx) => {
    const { count } = await tx.tenant.updateMany({
      where: { id: tenantId, consentPolicyVersion: basedOnVersion },
      data: { consentPolicyVersion: { increment: 1 } },
    });
    if (count === 0)
      throw new Fault("conflict", `Version ${basedOnVersion} of the policy is no longer in force: look at the newer one and decide again.`);
    const version = basedOnVersion + 1;
    const before = await tx.consentPolicy.findFirst({ where: { tenantId, version: basedOnVersion } });
    const after = await tx.consentPolicy.create({ data: { tenantId, version, ...valid.data, createdBy: by.actor } });
    await appendAudit(tx, tenantId, {
      ...by,
      action: "consent_policy.published",
      before: before === null ? null : auditedPolicy(before),
      after: auditedPolicy(after),
    });
    return storedPolicyOf(after);
  });
}

function auditedPolicy({ version, purposes, statement }: ConsentPolicyRow) {
  return { version, purposes, statement };
}

function storedPolicyOf(row: ConsentPolicyRow): StoredConsentPolicy {
  return {
    ...consentPolicy(row.version, purposeRulesSchema.parse(row.purposes)),
    inForceFromMs: row.createdAt.getTime(),
    statement: row.statement,
    createdBy: row.createdBy,
  };
}
