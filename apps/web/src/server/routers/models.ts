import { previewCompareSchema, previewComparisonSchema } from "@attune/core/live/preview-compare";
import { recentTrafficSchema } from "@attune/core/live/recent-traffic";
import { whatWouldChangeRequestSchema, whatWouldChangeSchema } from "@attune/core/live/what-would-change";
import { modelSettingsSchema } from "@attune/core/placements/schema";
import { listModelVersionStates } from "@attune/db/model-version-states";
import { createModelVersion } from "@attune/db/model-versions";
import { listPlacementPointers } from "@attune/db/placement-pointers";
import { listPromotions, promoteModelVersion, rollbackPlacement } from "@attune/db/placement-promotions";
import * as z from "zod";
import { MODEL_MANAGERS, MODEL_READERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

const placementKey = z.string().min(1).max(64);
const versionId = z.string().min(1).max(64);
const reasonSchema = z.string().trim().min(1).max(500);

export const modelsRouter = router({
  /** What each placement serves, since when and by whom. */
  placements: procedureFor(...MODEL_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const { tenantId } = ctx.caller;
    const [pointers, nameOf] = await Promise.all([listPlacementPointers(app, tenantId), actorNames(app, tenantId)]);
    return pointers.map(({ by, ...pointer }) => ({ ...pointer, by: nameOf(by) }));
  }),

  /** What the api remembers of the newest requests of each placement. */
  traffic: procedureFor(...MODEL_READERS).query(({ ctx }) =>
    ctx.services.api.call(ctx.caller, { path: "/internal/v1/recent-traffic", answer: recentTrafficSchema }),
  ),

  /** All versions, newest first, with their states. */
  versions: procedureFor(...MODEL_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const { tenantId } = ctx.caller;
    const [versions, nameOf] = await Promise.all([listModelVersionStates(app, tenantId), actorNames(app, tenantId)]);
    return versions.map(({ createdBy, ...version }) => ({ ...version, createdBy: nameOf(createdBy) }));
  }),

  /** Moves of one placement's pointer, newest first. */
  promotions: procedureFor(...MODEL_READERS)
    .input(z.strictObject({ placementKey }))
    .query(async ({ ctx, input }) => {
      const { app } = ctx.services;
      const { tenantId } = ctx.caller;
      const [moves, nameOf] = await Promise.all([listPromotions(app, tenantId, input.placementKey), actorNames(app, tenantId)]);
      return moves.map(({ actor, ...move }) => ({ ...move, by: nameOf(actor) }));
    }),

  /** One person's list under two models, as of one moment; nothing is logged as shown. */
  compare: procedureFor(...MODEL_READERS)
    .input(previewCompareSchema)
    .query(({ ctx, input }) =>
      ctx.services.api.call(ctx.caller, { path: "/internal/v1/preview/compare", body: input, answer: previewComparisonSchema }),
    ),

  /** The newest real requests of a placement, asked again under the live model and another. */
  whatWouldChange: procedureFor(...MODEL_READERS)
    .input(whatWouldChangeRequestSchema)
    .query(({ ctx, input }) =>
      ctx.services.api.call(ctx.caller, { path: "/internal/v1/what-would-change", body: input, answer: whatWouldChangeSchema }),
    ),

  create: procedureFor(...MODEL_MANAGERS)
    .input(z.strictObject({ name: z.string().trim().min(1).max(80), settings: modelSettingsSchema, reason: reasonSchema.optional() }))
    .mutation(({ ctx, input: { reason, ...version } }) =>
      createModelVersion(ctx.services.app, ctx.caller.tenantId, version, changeBy(ctx, reason)),
    ),

  /** Refused when the placement serves something else than the caller saw. */
  promote: procedureFor(...MODEL_MANAGERS)
    .input(z.strictObject({ placementKey, modelVersionId: versionId, expectedModelVersionId: versionId, reason: reasonSchema }))
    .mutation(({ ctx, input: { reason, ...move } }) =>
      promoteModelVersion(ctx.services.app, ctx.caller.tenantId, move, changeBy(ctx, reason)),
    ),

  rollback: procedureFor(...MODEL_MANAGERS)
    .input(z.strictObject({ placementKey, expectedModelVersionId: versionId, reason: reasonSchema }))
    .mutation(({ ctx, input: { reason, ...pointer } }) =>
      rollbackPlacement(ctx.services.app, ctx.caller.tenantId, pointer, changeBy(ctx, reason)),
    ),
});
