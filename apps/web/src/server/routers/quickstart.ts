import { randomUUID } from "node:crypto";
import { ingestOutcomesSchema } from "@attune/core/live/ingest";
import { previewSchema } from "@attune/core/live/preview";
import { listPlacements } from "@attune/db/placements";
import * as z from "zod";
import { KEY_MANAGERS } from "../../session/roles.ts";
import type { Caller } from "../internal-api.ts";
import { procedureFor, router } from "../procedure.ts";
import type { Services } from "../services.ts";

const subjectAnswer = z.object({ subject: z.string() });

export const quickstartRouter = router({
  /** What the snippets are made of: the public address, and a placement and an item that this tenant really has. */
  settings: procedureFor(...KEY_MANAGERS).query(async ({ ctx }) => {
    const placements = await listPlacements(ctx.services.app, ctx.caller.tenantId);
    const placement = (placements.find(({ strategy }) => strategy === "for-you") ?? placements[0])?.key ?? "home";
    return { apiUrl: ctx.services.publicApiUrl, placement, itemId: await someItem(ctx.services, ctx.caller, placement) };
  }),

  /** What became of the newest events, newest first; of one key, or of all of the tenant's. */
  outcomes: procedureFor(...KEY_MANAGERS)
    .input(
      z.strictObject({
        keyId: z
          .string()
          .regex(/^[0-9A-Za-z]{1,64}$/)
          .optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const path = input.keyId === undefined ? "/internal/v1/ingest" : (`/internal/v1/ingest?key=${input.keyId}` as const);
      const { outcomes } = await ctx.services.api.call(ctx.caller, { path, answer: ingestOutcomesSchema });
      return outcomes.toReversed();
    }),
});

/** The item that a stranger would be shown first, or a made-up one while there is no catalogue. */
async function someItem({ api }: Services, caller: Caller, placement: string): Promise<string> {
  const stranger = { anonymousId: `quickstart-${randomUUID()}` };
  const { subject } = await api.call(caller, { path: "/internal/v1/subjects", body: stranger, answer: subjectAnswer });
  const list = await api.call(caller, { path: "/internal/v1/preview", body: { subject, placement, count: 1 }, answer: previewSchema });
  return list.recommendations.items[0]?.itemId ?? "item-1";
}
