import { processNoteSchema } from "@attune/core/live/schema";
import { ROLES } from "@attune/db/role";
import { tracked } from "@trpc/server";
import * as z from "zod";
import { procedureFor, router } from "../procedure.ts";

const notesSchema = z.object({ notes: z.array(processNoteSchema) });

export const liveRouter = router({
  /** Points as they come, with the last 120 first; each message is tracked by its newest point, so a reconnect continues there. */
  points: procedureFor(...ROLES)
    .input(z.object({ lastEventId: z.coerce.number().int().nonnegative().optional() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const feed = ctx.services.liveFeedFor(ctx.caller);
      for await (const { cursor, points, connected } of feed.follow(
        input?.lastEventId || undefined,
        signal ?? new AbortController().signal,
      )) {
        yield tracked(String(cursor), { points, connected });
      }
    }),

  /** What the supervisor noted about its processes (a child that was restarted, for instance), newest first. */
  notes: procedureFor(...ROLES).query(async ({ ctx }) => {
    const { notes } = await ctx.services.api.call(ctx.caller, { path: "/internal/v1/notes", answer: notesSchema });
    return notes.toSorted((a, b) => b.atMs - a.atMs);
  }),
});
