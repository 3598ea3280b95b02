import { randomBytes } from "node:crypto";
import { DEFAULT_CONSENT_POLICY } from "@attune/core/consent/schema";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import { Fault } from "@attune/core/faults";
import type { TenantLimits } from "@attune/core/ports/control";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb, IdentityDb } from "./connect.ts";
import { DEFAULT_LIMITS, DEFAULT_MODEL, DEFAULT_PLACEMENTS, DEFAULT_STATEMENT } from "./default-tenant.ts";
import type { Tenant as TenantRow } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { newModelVersionId } from "./model-versions.ts";
import { randomBase32 } from "./random-id.ts";
import { orConflict, orInUse } from "./row-faults.ts";
import { pepperPurpose, seal } from "./sealed-bytes.ts";

export interface TenantSummary {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A tenant as its own people see it: the pepper is not among it. */
export interface Tenant extends TenantSummary {
  readonly consentPolicyVersion: number;
  readonly limits: TenantLimits;
  readonly createdAtMs: number;
}

const VISIBLE = {
  id: true,
  slug: true,
  name: true,
  consentPolicyVersion: true,
  eventsPerSecond: true,
  requestsPerSecond: true,
  createdAt: true,
} as const;

/**
 * A tenant that can be used at once: event types, a model version and placements of its own. `slug`: lower-case letters, digits and hyphens,
 * unique (conflict otherwise). `ownerId`: the user who becomes its first member.
 */
export async function createTenant(
  db: AppDb,
  masterKey: Uint8Array,
  { ownerId, ...input }: { readonly slug: string; readonly name: string; readonly ownerId?: string },
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
      ...DEFAULT_LIMITS,
    };
    const row = await tx.tenant.create({ data, select: VISIBLE }).catch(orConflict(`There already is a tenant "${input.slug}".`));
    const { version, purposes } = DEFAULT_CONSENT_POLICY;
    await tx.consentPolicy.createMany({ data: { tenantId, version, purposes, statement: DEFAULT_STATEMENT, createdBy: by.actor } });
    await tx.eventType.createMany({ data: Object.entries(EVENT_TYPES).map(([name, settings]) => ({ tenantId, name, ...settings })) });
    await tx.modelVersion.createMany({ data: { tenantId, id: modelVersionId, ...DEFAULT_MODEL, createdBy: by.actor } });
    await tx.placement.createMany({ data: DEFAULT_PLACEMENTS.map((placement) => ({ tenantId, modelVersionId, ...placement })) });
    const tenant = tenantOf(row);
    await appendAudit(tx, tenantId, { ...by, action: "tenant.created", before: null, after: tenant });
    if (ownerId !== undefined) await addOwner(tx, tenantId, ownerId, by);
    return tenant;
  });
}

async function addOwner(tx: TenantTx, tenantId: string, userId: string, by: Change): Promise<void> {
  await tx.membership.create({ data: { tenantId, userId, role: "owner" } }).catch(orInUse("There is no such user."));
  await appendAudit(tx, tenantId, { ...by, action: "member.added", before: null, after: { userId, role: "owner" } });
}

export async function getTenant(db: AppDb, tenantId: string): Promise<Tenant | undefined> {
  const row = await inTenant(db, tenantId, (tx) => tx.tenant.findUnique({ where: { id: tenantId }, select: VISIBLE }));
  return row === null ? undefined : tenantOf(row);
}

export async function updateTenant(
  db: AppDb,
  tenantId: string,
  input: { readonly name?: string; readonly limits?: TenantLimits },
  by: Change,
): Promise<Tenant> {
  return inTenant(db, tenantId, async (tx) => {
    const found = await tx.tenant.findUnique({ where: { id: tenantId }, select: VISIBLE });
    if (found === null) throw new Fault("not_found", "There is no such tenant.");
    const data = {
      ...(input.name !== undefined && { name: input.name }),
      ...input.limits,
    };
    const tenant = tenantOf(await tx.tenant.update({ where: { id: tenantId }, data, select: VISIBLE }));
    await appendAudit(tx, tenantId, { ...by, action: "tenant.updated", before: tenantOf(found), after: tenant });
    return tenant;
  });
}

/** Of the whole platform: in the order in which they got their first member, and those without one after them, by slug. */
export async function listTenants(db: IdentityDb): Promise<readonly TenantSummary[]> {
  const firstMember = { select: { createdAt: true }, orderBy: { createdAt: "asc" }, take: 1 } as const;
  const rows = await db.tenant.findMany({
    select: { id: true, slug: true, name: true, memberships: firstMember },
    orderBy: { slug: "asc" },
  });
  const sinceMs = (memberships: readonly { readonly createdAt: Date }[]) => memberships[0]?.createdAt.getTime() ?? Number.MAX_VALUE;
  return rows.toSorted((a, b) => sinceMs(a.memberships) - sinceMs(b.memberships)).map(({ id, slug, name }) => ({ id, slug, name }));
}

export async function findTenantBySlug(db: IdentityDb, slug: string): Promise<TenantSummary | undefined> {
  return (await db.tenant.findUnique({ where: { slug }, select: { id: true, slug: true, name: true } })) ?? undefined;
}

function tenantOf(row: Pick<TenantRow, keyof typeof VISIBLE>): Tenant {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    consentPolicyVersion: row.consentPolicyVersion,
    limits: { eventsPerSecond: row.eventsPerSecond, requestsPerSecond: row.requestsPerSecond },
    createdAtMs: row.createdAt.getTime(),
  };
}
