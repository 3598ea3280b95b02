import { assign } from "@attune/core/experiments/assign";
import { bucketRanges } from "@attune/core/experiments/choose-variant";
import { decide } from "@attune/core/experiments/decide";
import { draftSchema } from "@attune/core/experiments/draft";
import {
  type Measurements,
  measurementsSchema,
  participationRequestSchema,
  participationSchema,
} from "@attune/core/experiments/measurements";
import { type ExperimentResults, results } from "@attune/core/experiments/results";
import { DECISIONS } from "@attune/core/experiments/schema";
import { Fault } from "@attune/core/faults";
import { listEventTypes } from "@attune/db/event-types";
import { listExperimentChanges } from "@attune/db/experiment-changes";
import { checkExperiment } from "@attune/db/experiment-checks";
import { archiveExperiment, decideExperiment, startExperiment, stopExperiment } from "@attune/db/experiment-lifecycle";
import { createExperiment, type Experiment, editExperiment, findExperiment, listExperiments } from "@attune/db/experiments";
import { listModelVersions } from "@attune/db/model-versions";
import { listPlacements } from "@attune/db/placements";
import * as z from "zod";
import { EXPERIMENT_MANAGERS, EXPERIMENT_READERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import type { Caller } from "../internal-api.ts";
import { procedureFor, router } from "../procedure.ts";
import type { Services } from "../services.ts";

const keySchema = z.strictObject({ key: z.string().min(1).max(63) });
const idSchema = z.string().regex(/^[a-z0-9]{1,40}$/);
const reasonSchema = z.string().trim().min(1).max(500);

interface Ctx {
  readonly caller: Caller;
  readonly services: Services;
}

export const experimentsRouter = router({
  /** All of them with their numbers as of now; `numbers` is null for a draft, and while the api is away. */
  list: procedureFor(...EXPERIMENT_READERS).query(async ({ ctx }) => {
    const experiments = await listExperiments(ctx.services.app, ctx.caller.tenantId);
    return Promise.all(
      experiments.map(async (experiment) => {
        const measured = await measure(ctx, experiment).catch(() => undefined);
        const { id, key, name, state, placementKey, startedAtMs, stoppedAtMs, decision } = experiment;
        const numbers =
          measured === undefined
            ? null
            : { people: measured.found.people, advice: measured.advice, comparison: clickThrough(measured.found) };
        return { id, key, name, state, placementKey, startedAtMs, stoppedAtMs, decision, numbers };
      }),
    );
  }),

  /** What a draft can be made of. */
  choices: procedureFor(...EXPERIMENT_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const { tenantId } = ctx.caller;
    const [placements, versions, types] = await Promise.all([
      listPlacements(app, tenantId),
      listModelVersions(app, tenantId),
      listEventTypes(app, tenantId),
    ]);
    return {
      placements: placements.map(({ key, model }) => ({ key, modelVersionId: model.id })),
      modelVersions: versions.map(({ id, name }) => ({ id, name })),
      eventTypes: types.map(({ name }) => name),
    };
  }),

  /** One experiment, what it compares, and what stands between a draft and its start. */
  get: procedureFor(...EXPERIMENT_READERS)
    .input(keySchema)
    .query(async ({ ctx, input }) => {
      const { app } = ctx.services;
      const { tenantId } = ctx.caller;
      const experiment = await existing(ctx, input.key);
      const [versions, placements, nameOf] = await Promise.all([
        listModelVersions(app, tenantId),
        listPlacements(app, tenantId),
        actorNames(app, tenantId),
      ]);
      return {
        ...experiment,
        createdBy: nameOf(experiment.createdBy),
        decidedBy: experiment.decidedBy === undefined ? undefined : nameOf(experiment.decidedBy),
        variants: experiment.variants.map((variant) => ({
          ...variant,
          modelName: versions.find(({ id }) => id === variant.modelVersionId)?.name ?? variant.modelVersionId,
        })),
        servedVersionId: placements.find(({ key }) => key === experiment.placementKey)?.model.id,
        checks: experiment.state === "draft" ? await checkExperiment(app, tenantId, experiment) : [],
      };
    }),

  /** The statistics as of now, and how the interval of each metric became what it is. */
  results: procedureFor(...EXPERIMENT_READERS)
    .input(keySchema)
    .query(async ({ ctx, input }) => {
      const experiment = await existing(ctx, input.key);
      const measured = await measure(ctx, experiment);
      if (measured === undefined) throw new Fault("conflict", "A draft has no results.");
      const { atMs, found, advice, history } = measured;
      return { atMs, ...found, advice, history };
    }),

  changes: procedureFor(...EXPERIMENT_READERS)
    .input(keySchema)
    .query(async ({ ctx, input }) => {
      const { app } = ctx.services;
      const { id } = await existing(ctx, input.key);
      const [changes, nameOf] = await Promise.all([
        listExperimentChanges(app, ctx.caller.tenantId, id),
        actorNames(app, ctx.caller.tenantId),
      ]);
      return changes.map(({ actor, ...change }) => ({ ...change, by: nameOf(actor) }));
    }),

  /** Why a person has the variant they have: what is hashed, where it falls, and what was recorded. A mutation, so that no id stands in a URL. */
  explain: procedureFor(...EXPERIMENT_READERS)
    .input(keySchema.extend(participationRequestSchema.shape))
    .mutation(async ({ ctx, input: { key, userId } }) => {
      const experiment = await existing(ctx, key);
      const { subject, permitted, recorded } = await ctx.services.api.call(ctx.caller, {
        path: "/internal/v1/experiments/participation",
        body: { userId },
        answer: participationSchema,
      });
      const { id, seed, phase, variants } = experiment;
      const ranges = bucketRanges(
        variants.length,
        1,
        variants.map(({ weight }) => weight),
      );
      return {
        seed,
        subject,
        exposure: assign(experiment, subject) ?? null,
        ranges: variants.map((variant, i) => ({ variant: variant.key, range: ranges[i] as readonly [number, number] })),
        permitted,
        recorded: recorded.find((entry) => entry.experimentId === id && entry.phase === phase) ?? null,
      };
    }),

  create: procedureFor(...EXPERIMENT_MANAGERS)
    .input(draftSchema)
    .mutation(({ ctx, input }) => createExperiment(ctx.services.app, ctx.caller.tenantId, input, changeBy(ctx))),

  edit: procedureFor(...EXPERIMENT_MANAGERS)
    .input(z.strictObject({ id: idSchema, draft: draftSchema }))
    .mutation(({ ctx, input }) => editExperiment(ctx.services.app, ctx.caller.tenantId, input.id, input.draft, changeBy(ctx))),

  start: procedureFor(...EXPERIMENT_MANAGERS)
    .input(z.strictObject({ id: idSchema }))
    .mutation(({ ctx, input }) => startExperiment(ctx.services.app, ctx.caller.tenantId, input.id, changeBy(ctx))),

  stop: procedureFor(...EXPERIMENT_MANAGERS)
    .input(z.strictObject({ id: idSchema, reason: reasonSchema }))
    .mutation(({ ctx, input: { id, reason } }) =>
      stopExperiment(ctx.services.app, ctx.caller.tenantId, id, { ...changeBy(ctx, reason), reason }),
    ),

  decide: procedureFor(...EXPERIMENT_MANAGERS)
    .input(z.strictObject({ id: idSchema, decision: z.enum(DECISIONS), reason: reasonSchema }))
    .mutation(({ ctx, input: { id, decision, reason } }) =>
      decideExperiment(ctx.services.app, ctx.caller.tenantId, { id, decision }, { ...changeBy(ctx, reason), reason }),
    ),

  archive: procedureFor(...EXPERIMENT_MANAGERS)
    .input(z.strictObject({ id: idSchema, from: z.enum(["draft", "decided"]) }))
    .mutation(({ ctx, input: { id, from } }) => archiveExperiment(ctx.services.app, ctx.caller.tenantId, id, from, changeBy(ctx))),
});

async function existing({ services, caller }: Ctx, key: string): Promise<Experiment> {
  const found = await findExperiment(services.app, caller.tenantId, key);
  if (found === undefined) throw new Fault("not_found", `There is no experiment ${key}.`);
  return found;
}

/** Undefined for what nobody was ever assigned in. */
async function measure({ services, caller }: Ctx, experiment: Experiment) {
  const { id, phase, variants, startedAtMs } = experiment;
  if (startedAtMs === undefined) return undefined;
  const path = `/internal/v1/experiments/${id}/${phase}` as const;
  const { atMs, sums, history }: Measurements = await services.api.call(caller, { path, answer: measurementsSchema });
  const found = results(sums, variants);
  const moments = history.map((moment) => {
    const then = results(moment.sums, variants);
    return { atMs: moment.atMs, people: then.people.control + then.people.treatment, metrics: then.metrics.map(intervalOf) };
  });
  return { atMs, found, advice: decide(found), history: moments };
}

function intervalOf({ metric, comparison }: ExperimentResults["metrics"][number]) {
  return { metric, interval: comparison === undefined ? null : { lift: comparison.lift, low: comparison.low, high: comparison.high } };
}

function clickThrough({ metrics }: ExperimentResults) {
  const comparison = metrics.find(({ metric }) => metric === "click_through")?.comparison;
  return comparison === undefined ? null : { lift: comparison.lift, low: comparison.low, high: comparison.high };
}
