import { randomUUID } from "node:crypto";
import { previewChangeSchema, previewSchema } from "@attune/core/live/preview";
import { previewEventSchema, previewRequestSchema } from "@attune/core/live/schema";
import { listPersonas } from "@attune/db/personas";
import { listPlacements } from "@attune/db/placements";
import { ROLES } from "@attune/db/role";
import * as z from "zod";
import { PREVIEW_SENDERS } from "../../session/roles.ts";
import { procedureFor, router } from "../procedure.ts";

const subjectAnswer = z.object({ subject: previewRequestSchema.shape.subject });
const SUBJECTS = "/internal/v1/subjects";

export const previewRouter = router({
  placements: procedureFor(...ROLES).query(async ({ ctx }) => {
    const placements = await listPlacements(ctx.services.app, ctx.caller.tenantId);
    return placements.map(({ key, strategy }) => ({ key, strategy }));
  }),

  /** The tenant's example people, by alias: their ids stay on the server. */
  personas: procedureFor(...ROLES).query(async ({ ctx }) => {
    const personas = await listPersonas(ctx.services.app, ctx.services.masterKey, ctx.caller.tenantId);
    return Promise.all(
      personas.map(async ({ id, label, description, userId }) => {
        const { subject } = await ctx.services.api.call(ctx.caller, { path: SUBJECTS, body: { userId }, answer: subjectAnswer });
        return { id, label, description, subject };
      }),
    );
  }),

  /** The alias of a person whose id was typed. */
  person: procedureFor(...ROLES)
    .input(z.object({ userId: z.string().trim().min(1).max(256) }))
    .mutation(({ ctx, input }) => ctx.services.api.call(ctx.caller, { path: SUBJECTS, body: input, answer: subjectAnswer })),

  randomPerson: procedureFor(...ROLES).mutation(({ ctx }) =>
    ctx.services.api.call(ctx.caller, { path: SUBJECTS, body: { pick: "random" }, answer: subjectAnswer }),
  ),

  /** Somebody nobody has met: nothing is written until they send an event. */
  newPerson: procedureFor(...ROLES).mutation(({ ctx }) =>
    ctx.services.api.call(ctx.caller, { path: SUBJECTS, body: { anonymousId: `preview-${randomUUID()}` }, answer: subjectAnswer }),
  ),

  /** The list as the person would get it now. */
  list: procedureFor(...ROLES)
    .input(previewRequestSchema)
    .query(({ ctx, input }) => ctx.services.api.call(ctx.caller, { path: "/internal/v1/preview", body: input, answer: previewSchema })),

  /** Sends an event as the person and answers with the list after it. */
  send: procedureFor(...PREVIEW_SENDERS)
    .input(previewEventSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.api.call(ctx.caller, { path: "/internal/v1/preview/event", body: input, answer: previewChangeSchema }),
    ),
});
