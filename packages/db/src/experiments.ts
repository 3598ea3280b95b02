import { type Draft, draftSchema, variantsOf } from "@attune/core/experiments/draft";
import {
  DECISIONS,
  type Decision,
  EXPERIMENT_STATES,
  type ExperimentState,
  type Variant,
  variantSchema,
} from "@attune/core/experiments/schema";
import { Fault } from "@attune/core/faults";
import * as z from "zod";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { Experiment as ExperimentRow, Prisma } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { randomBase32 } from "./random-id.ts";
import { orConflict } from "./row-faults.ts";

/** An experiment with everything but its numbers, which are the data plane's. */
export interface Experiment {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly placementKey: string;
  readonly state: ExperimentState;
  readonly phase: number;
  readonly seed: string;
  readonly variants: readonly Variant[];
  readonly conversionEvent: string;
  readonly startedAtMs: number | undefined;
  readonly stoppedAtMs: number | undefined;
  readonly stopReason: string | undefined;
  readonly decision: Decision | undefined;
  readonly decisionReason: string | undefined;
  readonly decidedAtMs: number | undefined;
  readonly decidedBy: string | undefined;
  readonly createdAtMs: number;
  readonly createdBy: string;
}

const rowSchema = z.object({
  state: z.enum(EXPERIMENT_STATES),
  variants: z.array(variantSchema).min(2),
  decision: z.enum(DECISIONS).nullable(),
});

/** Newest first, archived ones too. */
export async function listExperiments(db: AppDb, tenantId: string): Promise<readonly Experiment[]> {
  const orderBy = [{ createdAt: "desc" }, { id: "asc" }] as const;
  const rows = await inTenant(db, tenantId, (tx) => tx.experiment.findMany({ where: { tenantId }, orderBy: [...orderBy] }));
  return rows.map(experimentOf);
}

export async function findExperiment(db: AppDb, tenantId: string, key: string): Promise<Experiment | undefined> {
  const row = await inTenant(db, tenantId, (tx) => tx.experiment.findUnique({ where: { tenantId_key: { tenantId, key } } }));
  return row === null ? undefined : experimentOf(row);
}

/** A draft: nobody is assigned before it is started. Its seed is made now and kept. */
export async function createExperiment(db: AppDb, tenantId: string, input: Draft, by: Change): Promise<Experiment> {
  const data = dataOf(input);
  return inTenant(db, tenantId, async (tx) => {
    const row = await tx.experiment
      .create({ data: { tenantId, id: `x${randomBase32(8)}`, state: "draft", seed: randomBase32(16), ...data, createdBy: by.actor } })
      .catch(orConflict(`There is an experiment with the key ${data.key} already.`));
    const after = experimentOf(row);
    await appendAudit(tx, tenantId, { ...by, action: "experiment.created", before: null, after });
    return after;
  });
}

/** Only a draft can be edited: what runs has people in it. */
export async function editExperiment(db: AppDb, tenantId: string, id: string, input: Draft, by: Change): Promise<Experiment> {
  const data = dataOf(input);
  return inTenant(db, tenantId, async (tx) => {
    const { before, after } = await changeState(tx, tenantId, { id, from: "draft", data }).catch(
      orConflict(`There is an experiment with the key ${data.key} already.`),
    );
    await appendAudit(tx, tenantId, { ...by, action: "experiment.edited", before, after });
    return after;
  });
}

/** Changes the row if it is in the state the caller believes it to be in; refuses otherwise. */
export async function changeState(
  tx: TenantTx,
  tenantId: string,
  { id, from, data }: { readonly id: string; readonly from: ExperimentState; readonly data: Prisma.ExperimentUpdateInput },
): Promise<{ before: Experiment; after: Experiment }> {
  const where = { tenantId_id: { tenantId, id } };
  // The first statement that writes queues behind every other writer of the control plane, so what is read after it stands still.
  const held = await tx.experiment.updateMany({ where: { tenantId, id, state: from }, data: { state: from } });
  const before = await tx.experiment.findUnique({ where });
  if (before === null) throw new Fault("not_found", "There is no such experiment.");
  if (held.count === 0)
    throw new Fault("conflict", `This experiment is ${before.state} by now, not ${from}. Look at it again before you change it.`);
  return { before: experimentOf(before), after: experimentOf(await tx.experiment.update({ where, data })) };
}

function dataOf(input: Draft) {
  const valid = draftSchema.safeParse(input);
  if (!valid.success) {
    const errors = valid.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new Fault("invalid_request", "This is no experiment yet.", { errors });
  }
  const { key, name, hypothesis, placementKey, conversionEvent } = valid.data;
  return { key, name, hypothesis, placementKey, conversionEvent, variants: [...variantsOf(valid.data)] };
}

function experimentOf(row: ExperimentRow): Experiment {
  const { id, key, name, hypothesis, placementKey, phase, seed, conversionEvent, createdBy } = row;
  const { state, variants, decision } = rowSchema.parse(row);
  return {
    id,
    key,
    name,
    hypothesis,
    placementKey,
    state,
    phase,
    seed,
    variants,
    conversionEvent,
    startedAtMs: row.startedAt?.getTime(),
    stoppedAtMs: row.stoppedAt?.getTime(),
    stopReason: row.stopReason ?? undefined,
    decision: decision ?? undefined,
    decisionReason: row.decisionReason ?? undefined,
    decidedAtMs: row.decidedAt?.getTime(),
    decidedBy: row.decidedBy ?? undefined,
    createdAtMs: row.createdAt.getTime(),
    createdBy,
  };
}
