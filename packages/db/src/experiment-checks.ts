import { type Check, checklist } from "@attune/core/experiments/checklist";
import type { AppDb } from "./connect.ts";
import type { Experiment } from "./experiments.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";

/** What stands between a draft and its start, as of now. */
export async function checkExperiment(db: AppDb, tenantId: string, experiment: Experiment): Promise<readonly Check[]> {
  return inTenant(db, tenantId, (tx) => checksOf(tx, tenantId, experiment));
}

export async function checksOf(tx: TenantTx, tenantId: string, experiment: Experiment): Promise<readonly Check[]> {
  const { placementKey, id } = experiment;
  const placements = await tx.placement.findMany({ where: { tenantId }, select: { key: true } });
  const modelVersions = await tx.modelVersion.findMany({ where: { tenantId }, select: { id: true } });
  const eventTypes = await tx.eventType.findMany({ where: { tenantId }, select: { name: true } });
  const running = await tx.experiment.findMany({
    where: { tenantId, placementKey, state: "running", NOT: { id } },
    select: { name: true },
  });
  return checklist(experiment, {
    placements: placements.map(({ key }) => key),
    modelVersions: modelVersions.map((version) => version.id),
    eventTypes: eventTypes.map(({ name }) => name),
    runningThere: running.map(({ name }) => name),
  });
}
