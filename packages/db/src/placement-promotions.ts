import { Fault } from "@attune/core/faults";
import type { ModelVersion } from "@attune/core/placements/schema";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { PlacementPromotion as PromotionRow } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { modelVersionOf } from "./model-versions.ts";
import { type PointerMove, versionBefore } from "./version-before.ts";

/** One move of a placement's pointer. */
export interface Promotion extends PointerMove {
  readonly id: string;
  readonly placementKey: string;
  readonly reason: string | undefined;
  readonly actor: string;
  readonly atMs: number;
}

/** What the caller believes is live: the move is refused when something else is. */
export interface PointerExpectation {
  readonly placementKey: string;
  readonly expectedModelVersionId: string;
}

/** Lets a placement serve another version from now on: pointer, history and audit in one transaction; the api follows within its next poll. */
export async function promoteModelVersion(
  db: AppDb,
  tenantId: string,
  input: PointerExpectation & { readonly modelVersionId: string },
  by: Change,
): Promise<Promotion> {
  return inTenant(db, tenantId, async (tx) => {
    await holdPointer(tx, tenantId, input);
    await refuseDuringExperiment(tx, tenantId, input.placementKey);
    return movePointer(tx, tenantId, { ...input, kind: "promotion" }, by);
  });
}

/** Back to the version before; rolling back again goes one further back. */
export async function rollbackPlacement(db: AppDb, tenantId: string, input: PointerExpectation, by: Change): Promise<Promotion> {
  return inTenant(db, tenantId, async (tx) => {
    await holdPointer(tx, tenantId, input);
    await refuseDuringExperiment(tx, tenantId, input.placementKey);
    const modelVersionId = versionBefore(await movesOf(tx, tenantId, input.placementKey));
    if (modelVersionId === undefined) throw new Fault("conflict", "There is no version before this one to go back to.");
    return movePointer(tx, tenantId, { ...input, modelVersionId, kind: "rollback" }, by);
  });
}

/** Newest first; of one placement or of all. */
export async function listPromotions(db: AppDb, tenantId: string, placementKey?: string, limit = 500): Promise<readonly Promotion[]> {
  const where = placementKey === undefined ? { tenantId } : { tenantId, placementKey };
  const rows = await inTenant(db, tenantId, (tx) => tx.placementPromotion.findMany({ where, orderBy: { id: "desc" }, take: limit }));
  return rows.map(promotionOf);
}

/**
 * Moves the pointer within the caller's transaction, which must have checked that it may (an experiment that is decided promotes its winner so). Refuses
 * when the placement does not serve `expectedModelVersionId` any more, or already serves the new one.
 */
export async function movePointer(
  tx: TenantTx,
  tenantId: string,
  input: PointerExpectation & { readonly modelVersionId: string; readonly kind: Promotion["kind"] },
  by: Change,
): Promise<Promotion> {
  const { placementKey, modelVersionId, kind } = input;
  const before = await holdPointer(tx, tenantId, input);
  if (before.id === modelVersionId) throw new Fault("conflict", `${placementKey} serves this version already.`);
  const target = await tx.modelVersion.findUnique({ where: { tenantId_id: { tenantId, id: modelVersionId } } });
  if (target === null) throw new Fault("not_found", "There is no such model version.");
  const after = modelVersionOf(target);
  await tx.placement.update({ where: { tenantId_key: { tenantId, key: placementKey } }, data: { modelVersionId }, select: { key: true } });
  const row = await tx.placementPromotion.create({
    data: { tenantId, placementKey, fromVersionId: before.id, toVersionId: after.id, kind, reason: by.reason ?? null, actor: by.actor },
  });
  const action = kind === "promotion" ? "placement.promoted" : "placement.rolled_back";
  await appendAudit(tx, tenantId, { ...by, action, before: { placementKey, model: before }, after: { placementKey, model: after } });
  return promotionOf(row);
}

/**
 * The live version, with the pointer held until the transaction ends. By an update and not by a lock on the row: every writer of the control plane queues at
 * its version first, and taking locks in another order could deadlock.
 */
async function holdPointer(
  tx: TenantTx,
  tenantId: string,
  { placementKey, expectedModelVersionId }: PointerExpectation,
): Promise<ModelVersion> {
  const held = await tx.placement.updateMany({ where: { tenantId, key: placementKey }, data: { key: placementKey } });
  if (held.count === 0) throw new Fault("not_found", "There is no such placement.");
  const { model } = await tx.placement.findUniqueOrThrow({
    where: { tenantId_key: { tenantId, key: placementKey } },
    select: { model: true },
  });
  if (model.id === expectedModelVersionId) return modelVersionOf(model);
  throw new Fault(
    "conflict",
    `Somebody was faster: ${placementKey} serves "${model.name}" (${model.id}) now. Look again before you change it.`,
  );
}

/** Moving the pointer under a running experiment would change what its control arm is compared with in the minds of its readers. */
async function refuseDuringExperiment(tx: TenantTx, tenantId: string, placementKey: string): Promise<void> {
  const running = await tx.experiment.findFirst({ where: { tenantId, placementKey, state: "running" }, select: { key: true, name: true } });
  if (running === null) return;
  throw new Fault(
    "conflict",
    `The experiment "${running.name}" (${running.key}) is running on ${placementKey}. Stop and decide it first: deciding promotes its winner.`,
  );
}

async function movesOf(tx: TenantTx, tenantId: string, placementKey: string): Promise<readonly Promotion[]> {
  const rows = await tx.placementPromotion.findMany({ where: { tenantId, placementKey }, orderBy: { id: "desc" } });
  return rows.map(promotionOf);
}

export function promotionOf({ id, placementKey, fromVersionId, toVersionId, kind, reason, actor, at }: PromotionRow): Promotion {
  return {
    id: String(id),
    placementKey,
    fromVersionId: fromVersionId ?? undefined,
    toVersionId,
    kind: kind === "rollback" ? "rollback" : "promotion",
    reason: reason ?? undefined,
    actor,
    atMs: at.getTime(),
  };
}
