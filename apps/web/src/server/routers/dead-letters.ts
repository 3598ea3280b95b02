import { deadLettersSchema, letterCheckSchema, letterReplaySchema, replayRequestSchema } from "@attune/core/events/dead-letter";
import { beginReplay, discardLetters, failReplay, finishReplay, listLetterActions } from "@attune/db/dead-letter-actions";
import * as z from "zod";
import { LETTER_MENDERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

const LETTERS = "/internal/v1/dead-letters";
const reason = z.string().trim().min(1).max(500);

export const deadLettersRouter = router({
  /** The newest letters and what became of each, newest first. */
  list: procedureFor(...LETTER_MENDERS).query(async ({ ctx }) => {
    const { app, api } = ctx.services;
    const { tenantId } = ctx.caller;
    const [shelf, actions, nameOf] = await Promise.all([
      api.call(ctx.caller, { path: LETTERS, answer: deadLettersSchema }),
      listLetterActions(app, tenantId),
      actorNames(app, tenantId),
    ]);
    const settled = new Map(actions.map((action) => [action.letterId, { ...action, actor: nameOf(action.actor) }]));
    const letters = shelf.letters.map((letter) => ({ ...letter, action: settled.get(letter.id) }));
    return { letters, notKept: shelf.notKept, sinceMs: shelf.sinceMs };
  }),

  /** What is still wrong with an edited event; sends nothing. */
  check: procedureFor(...LETTER_MENDERS)
    .input(replayRequestSchema)
    .mutation(({ ctx, input }) => ctx.services.api.call(ctx.caller, { path: `${LETTERS}/check`, body: input, answer: letterCheckSchema })),

  /** Sends the edited event as its person. Noted before and after, so that a letter is replayed once whatever dies in between. */
  replay: procedureFor(...LETTER_MENDERS)
    .input(replayRequestSchema.extend({ reason: reason.optional() }))
    .mutation(async ({ ctx, input: { reason: why, ...request } }) => {
      const { app, api } = ctx.services;
      const { tenantId } = ctx.caller;
      const by = changeBy(ctx, why);
      await beginReplay(app, tenantId, request.letterId, by, new Date());
      try {
        const answer = await api.call(ctx.caller, { path: `${LETTERS}/replay`, body: request, answer: letterReplaySchema });
        await finishReplay(app, tenantId, request.letterId, by, new Date());
        return answer;
      } catch (error) {
        const sentence = error instanceof Error ? error.message.slice(0, 500) : "It was refused.";
        await failReplay(app, tenantId, request.letterId, sentence, by, new Date());
        throw error;
      }
    }),

  discard: procedureFor(...LETTER_MENDERS)
    .input(z.strictObject({ letterIds: z.array(replayRequestSchema.shape.letterId).min(1).max(1000), reason }))
    .mutation(async ({ ctx, input }) => {
      const by = { ...changeBy(ctx), reason: input.reason };
      await discardLetters(ctx.services.app, ctx.caller.tenantId, input.letterIds, by, new Date());
      return { discarded: input.letterIds.length };
    }),
});
