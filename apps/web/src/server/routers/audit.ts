import { type AuditEntry, auditFacets, exportAudit, listAudit } from "@attune/db/audit-log";
import type { IdentityDb } from "@attune/db/connect";
import { userNames } from "@attune/db/users";
import * as z from "zod";
import { auditCsv } from "../../audit/audit-csv.ts";
import { auditFilterSchema } from "../../audit/audit-filter.ts";
import { peopleIn } from "../../audit/people-in.ts";
import { AUDIT_READERS } from "../../session/roles.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

const PAGE = 50;
const MOST_EXPORTED = 10_000;

export const auditRouter = router({
  /** Newest first; `nextCursor` goes on after the last of them, and is undefined at the end. */
  list: procedureFor(...AUDIT_READERS)
    .input(
      z.strictObject({
        filter: auditFilterSchema,
        cursor: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
        direction: z.literal("forward").optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { app, identity } = ctx.services;
      const entries = await listAudit(app, ctx.caller.tenantId, { limit: PAGE + 1, beforeId: input.cursor, filter: input.filter });
      const page = entries.slice(0, PAGE);
      return { entries: await withNames(identity, page), nextCursor: entries.length > PAGE ? page.at(-1)?.id : undefined };
    }),

  /** What the filters can be set to. */
  facets: procedureFor(...AUDIT_READERS).query(async ({ ctx }) => {
    const { actors, actions } = await auditFacets(ctx.services.app, ctx.caller.tenantId);
    const names = await userNames(
      ctx.services.identity,
      actors.flatMap((actor) => userIdOf(actor) ?? []),
    );
    return { actors: actors.map((actor) => ({ actor, name: nameOf(actor, names) })), actions };
  }),

  /** A copy to keep; taking it is noted in the log itself. At most the newest 10,000 entries that match. */
  export: procedureFor(...AUDIT_READERS)
    .input(z.strictObject({ filter: auditFilterSchema, format: z.enum(["csv", "json"]) }))
    .mutation(async ({ ctx, input: { filter, format } }) => {
      const options = { limit: MOST_EXPORTED, filter, format };
      const entries = await exportAudit(ctx.services.app, ctx.caller.tenantId, options, changeBy(ctx));
      const named = await withNames(ctx.services.identity, entries);
      const content = format === "csv" ? auditCsv(named) : `${JSON.stringify(named, null, 2)}\n`;
      return { count: named.length, complete: named.length < MOST_EXPORTED, format, content };
    }),
});

/** Every entry with the name of who did it, and the names of people whom its states mention by id. */
async function withNames(identity: IdentityDb, entries: readonly AuditEntry[]) {
  const mentioned = entries.map((entry) => [userIdOf(entry.actor) ?? [], peopleIn(entry.before), peopleIn(entry.after)].flat());
  const names = await userNames(identity, [...new Set(mentioned.flat())]);
  return entries.map((entry) => ({
    ...entry,
    actorName: nameOf(entry.actor, names),
    people: [...new Set([...peopleIn(entry.before), ...peopleIn(entry.after)])].flatMap((userId) => names.get(userId) ?? []),
  }));
}

const userIdOf = (actor: string): string | undefined => (actor.startsWith("user:") ? actor.slice("user:".length) : undefined);

const nameOf = (actor: string, names: ReadonlyMap<string, string>): string => names.get(userIdOf(actor) ?? "") ?? actor;
