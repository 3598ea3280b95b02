import { randomBytes } from "node:crypto";
import { type ConsentPolicy, DEFAULT_CONSENT_POLICY, type Permissions } from "@attune/core/consent/schema";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import { Fault } from "@attune/core/faults";
import type { TenantLimits } from "@attune/core/ports/control";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb, IdentityDb } from "./connect.ts";
import { DEFAULT_LIMITS, DEFAULT_MODEL, DEFAULT_PLACEMENTS } from "./default-tenant.ts";
import type { Tenant as TenantRow } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";
import { newModelVersionId } from "./model-versions.ts";
import { permissionsSchema } from "./permissions-schema.ts";
import { randomBase32 } from "./random-id.ts";
import { orConflict } from "./row-faults.ts";
import { pepperPurpose, seal } from "./sealed-bytes.ts";

export interface TenantSummary {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A tenant as its own people see it: the pepper is not among it. */
export interface Tenant extends TenantSummary {
  readonly consentPolicy: ConsentPolicy;
  readonly limits: TenantLimits;
  readonly createdAtMs: number;
}

const VISIBLE = {
  id: true,
  slug: true,
  name: true,
  consentPolicyVersion: true,
  consentDefaults: true,
  eventsPerSecond: true,
  requestsPerSecond: true,
  createdAt: true,
} as const;

/**
 * A tenant that can be used at once: event types, a model version and placements of its own. `slug`: lower-case letters, digits and hyphens,
 * unique (conflict otherwise).
 */
export async function createTenant(
  db: AppDb,
  masterKey: Uint8Array,
  input: { readonly slug: string; readonly name: string },
  by: Change,
): Promise<Tenant> {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(input.slug))
    throw new Fault("invalid_request", "A slug has lower-case letters, digits and hyphens.");
  const tenantId = `t${randomBase32(8)}`;
  const modelVersionId = newModelVersionId();
  return inTenant(db, tenantId, async (tx) => {
    const data = {
      id: tenantId,
      ...input,
      sealedPepper: seal(masterKey, pepperPurpose(tenantId), randomBytes(32)),
      consentPolicyVersion: DEFAULT_CONSENT_POLICY.version,
      consentDefaults: { ...DEFAULT_CONSENT_POLICY.defaults },
      ...DEFAULT_LIMITS,
    };
    const row = await tx.tenant.create({ data, select: VISIBLE }).catch(orConflict(`There already is a tenant "${input.slug}".`));
    await tx.eventType.createMany({ data: Object.entries(EVENT_TYPES).map(([name, settings]) => ({ tenantId, name, ...settings })) });
    await tx.modelVersion.createMany({ data: { tenantId, id: modelVersionId, ...DEFAULT_MODEL, createdBy: by.actor } });
    await tx.placement.createMany({ data: DEFAULT_PLACEMENTS.map((placement) => ({ tenantId, modelVersionId, ...placement })) });
    const tenant = tenantOf(row);
    await appendAudit(tx, tenantId, { ...by, action: "tenant.created", before: null, after: tenant });
    return tenant;
  });
}

export async function getTenant(db: AppDb, tenantId: string): Promise<Tenant | undefined> {
  const row = await inTenant(db, tenantId, (tx) => tx.tenant.findUnique({ where: { id: tenantId }, select: VISIBLE }));
  return row === null ? undefined : tenantOf(row);
}

/** Changed consent defaults are a new version of the policy, so that a decision can be told from an earlier default. */
export async function updateTenant(
  db: AppDb,
  tenantId: string,
  input: { readonly name?: string; readonly limits?: TenantLimits; readonly consentDefaults?: Permissions },
  by: Change,
): Promise<Tenant> {
  return inTenant(db, tenantId, async (tx) => {
    const found = await tx.tenant.findUnique({ where: { id: tenantId }, select: VISIBLE });
    if (found === null) throw new Fault("not_found", "There is no such tenant.");
    const data = {
      ...(input.name !== undefined && { name: input.name }),
      ...input.limits,
      ...(input.consentDefaults !== undefined && { consentDefaults: { ...input.consentDefaults }, consentPolicyVersion: { increment: 1 } }),
    };
    const tenant = tenantOf(await tx.tenant.update({ where: { id: tenantId }, data, select: VISIBLE }));
    await appendAudit(tx, tenantId, { ...by, action: "tenant.updated", before: tenantOf(found), after: tenant });
    return tenant;
  });
}

/** Of the whole platform, by slug. */
export async function listTenants(db: IdentityDb): Promise<readonly TenantSummary[]> {
  return db.tenant.findMany({ select: { id: true, slug: true, name: true }, orderBy: { slug: "asc" } });
}

export async function findTenantBySlug(db: IdentityDb, slug: string): Promise<TenantSummary | undefined> {
  return (await db.tenant.findUnique({ where: { slug }, select: { id: true, slug: true, name: true } })) ?? undefined;
}

function tenantOf(row: Pick<TenantRow, keyof typeof VISIBLE>): Tenant {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    consentPolicy: { version: row.consentPolicyVersion, defaults: permissionsSchema.parse(row.consentDefaults) },
    limits: { eventsPerSecond: row.eventsPerSecond, requestsPerSecond: row.requestsPerSecond },
    createdAtMs: row.createdAt.getTime(),
  };
}
