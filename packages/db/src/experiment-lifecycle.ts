import type { Decision } from "@attune/core/experiments/schema";
import { Fault } from "@attune/core/faults";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { checksOf } from "./experiment-checks.ts";
import { changeState, type Experiment } from "./experiments.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { movePointer } from "./placement-promotions.ts";
import { orConflict } from "./row-faults.ts";

/** A change that somebody must be able to understand later. */
type ReasonedChange = Change & { readonly reason: string };

/** From the api's next poll on, people who may be measured are assigned. The placement's own model stays what it is. */
export async function startExperiment(db: AppDb, tenantId: string, id: string, by: Change): Promise<Experiment> {
  return inTenant(db, tenantId, async (tx) => {
    const { before, after } = await changeState(tx, tenantId, {
      id,
      from: "draft",
      data: { state: "running", startedAt: new Date() },
    }).catch(orConflict("Another experiment runs on this placement."));
    const failed = (await checksOf(tx, tenantId, before)).filter(({ passed }) => !passed);
    if (failed.length > 0) {
      const errors = failed.map(({ field, sentence }) => ({ path: field, message: `Not so: ${sentence}` }));
      throw new Fault("conflict", "This experiment cannot start yet.", { errors });
    }
    await appendAudit(tx, tenantId, { ...by, action: "experiment.started", before, after });
    return after;
  });
}

/** Nobody is assigned any more; the placement serves its own model again, and the numbers stay. */
export async function stopExperiment(db: AppDb, tenantId: string, id: string, by: ReasonedChange): Promise<Experiment> {
  return inTenant(db, tenantId, async (tx) => {
    const data = { state: "stopped", stoppedAt: new Date(), stopReason: by.reason };
    const { before, after } = await changeState(tx, tenantId, { id, from: "running", data });
    await appendAudit(tx, tenantId, { ...by, action: "experiment.stopped", before, after });
    return after;
  });
}

/** What was learned, for good. A treatment that won becomes the placement's model in the same transaction. */
export async function decideExperiment(
  db: AppDb,
  tenantId: string,
  { id, decision }: { readonly id: string; readonly decision: Decision },
  by: ReasonedChange,
): Promise<Experiment> {
  return inTenant(db, tenantId, async (tx) => {
    const data = { state: "decided", decision, decisionReason: by.reason, decidedAt: new Date(), decidedBy: by.actor };
    const { before, after } = await changeState(tx, tenantId, { id, from: "stopped", data });
    await appendAudit(tx, tenantId, { ...by, action: "experiment.decided", before, after });
    if (decision === "treatment") await promoteTreatment(tx, tenantId, after, by);
    return after;
  });
}

/** Out of sight, not gone: of drafts that nobody will run, and of what is decided. */
export async function archiveExperiment(
  db: AppDb,
  tenantId: string,
  id: string,
  from: "draft" | "decided",
  by: Change,
): Promise<Experiment> {
  return inTenant(db, tenantId, async (tx) => {
    const { before, after } = await changeState(tx, tenantId, { id, from, data: { state: "archived" } });
    await appendAudit(tx, tenantId, { ...by, action: "experiment.archived", before, after });
    return after;
  });
}

async function promoteTreatment(tx: TenantTx, tenantId: string, { placementKey, variants }: Experiment, by: ReasonedChange): Promise<void> {
  const winner = variants.find(({ key }) => key === "treatment");
  const placement = await tx.placement.findUnique({ where: { tenantId_key: { tenantId, key: placementKey } } });
  if (winner === undefined || placement === null)
    throw new Fault("conflict", `The placement ${placementKey} is gone: nothing can be promoted there.`);
  if (placement.modelVersionId === winner.modelVersionId) return;
  const move = {
    placementKey,
    expectedModelVersionId: placement.modelVersionId,
    modelVersionId: winner.modelVersionId,
    kind: "promotion",
  } as const;
  await movePointer(tx, tenantId, move, by);
}
