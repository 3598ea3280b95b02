import { Fault } from "@attune/core/faults";
import { type Placement, SEEN_POLICIES, STRATEGIES } from "@attune/core/placements/schema";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { Prisma } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { modelVersionOf } from "./model-versions.ts";
import { orInUse } from "./row-faults.ts";

export type PlacementInput = Omit<Placement, "model"> & { readonly modelVersionId: string };

/** By key. */
export async function listPlacements(db: AppDb, tenantId: string): Promise<readonly Placement[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.placement.findMany({ where: { tenantId }, include: { model: true }, orderBy: { key: "asc" } }),
  );
  return rows.map(placementOf);
}

/** Makes the placement or changes it. */
export async function savePlacement(db: AppDb, tenantId: string, input: PlacementInput, by: Change): Promise<Placement> {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(input.key)) {
    throw new Fault("invalid_request", "A placement's key has up to 64 lower-case letters, digits, hyphens and underscores.");
  }
  const { key, strategy, seenPolicy, modelVersionId } = input;
  return inTenant(db, tenantId, async (tx) => {
    const before = await find(tx, tenantId, key);
    const where = { tenantId_key: { tenantId, key } };
    const settings = { strategy, seenPolicy, modelVersionId };
    await tx.placement
      .upsert({ where, create: { tenantId, key, ...settings }, update: settings })
      .catch(orInUse("There is no such model version."));
    const after = await find(tx, tenantId, key);
    if (after === undefined) throw new Error(`Placement ${key} is gone within the transaction that saved it.`);
    await appendAudit(tx, tenantId, { ...by, action: "placement.saved", before: before ?? null, after });
    return after;
  });
}

/** Deleting one that is not there changes nothing. */
export async function deletePlacement(db: AppDb, tenantId: string, key: string, by: Change): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const before = await find(tx, tenantId, key);
    if (before === undefined) return;
    await tx.placement.delete({ where: { tenantId_key: { tenantId, key } } });
    await appendAudit(tx, tenantId, { ...by, action: "placement.deleted", before, after: null });
  });
}

async function find(tx: TenantTx, tenantId: string, key: string): Promise<Placement | undefined> {
  const row = await tx.placement.findUnique({ where: { tenantId_key: { tenantId, key } }, include: { model: true } });
  return row === null ? undefined : placementOf(row);
}

/** The columns are text; their checks hold the values to core's (placements.test.ts compares them). */
export function placementOf(row: Prisma.PlacementGetPayload<{ include: { model: true } }>): Placement {
  return {
    key: row.key,
    strategy: oneOf(STRATEGIES, row.strategy),
    seenPolicy: oneOf(SEEN_POLICIES, row.seenPolicy),
    model: modelVersionOf(row.model),
  };
}

function oneOf<T extends string>(values: readonly T[], text: string): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`"${text}" is none of ${values.join(", ")}.`);
  return found;
}
