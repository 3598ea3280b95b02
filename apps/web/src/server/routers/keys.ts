import { apiKeyRequestSchema } from "@attune/core/identity/api-key-request";
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from "@attune/db/api-keys";
import { userNames } from "@attune/db/users";
import * as z from "zod";
import { OVERLAPS } from "../../keys/overlaps.ts";
import { KEY_MANAGERS } from "../../session/roles.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

const idSchema = z.string().regex(/^[0-9A-Za-z]{1,64}$/);
const reasonSchema = z.string().trim().min(1).max(500);

export const keysRouter = router({
  /** All keys of the tenant, newest first, ended ones too; `createdBy` is a name. */
  list: procedureFor(...KEY_MANAGERS).query(async ({ ctx }) => {
    const { app, identity } = ctx.services;
    const keys = await listApiKeys(app, ctx.caller.tenantId);
    const names = await userNames(identity, [...new Set(keys.flatMap(({ createdBy }) => userIdOf(createdBy) ?? []))]);
    return keys.map((key) => ({ ...key, createdBy: names.get(userIdOf(key.createdBy) ?? "") ?? "Attune" }));
  }),

  /** `key` is in this answer and nowhere else. */
  create: procedureFor(...KEY_MANAGERS)
    .input(apiKeyRequestSchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.services.app, ctx.caller.tenantId, input, changeBy(ctx))),

  revoke: procedureFor(...KEY_MANAGERS)
    .input(z.strictObject({ id: idSchema, reason: reasonSchema }))
    .mutation(({ ctx, input }) => revokeApiKey(ctx.services.app, ctx.caller.tenantId, input.id, changeBy(ctx, input.reason))),

  rotate: procedureFor(...KEY_MANAGERS)
    .input(z.strictObject({ id: idSchema, overlapMs: z.literal(OVERLAPS.map(({ ms }) => ms)), reason: reasonSchema.optional() }))
    .mutation(({ ctx, input }) =>
      rotateApiKey(ctx.services.app, ctx.caller.tenantId, input.id, input.overlapMs, changeBy(ctx, input.reason)),
    ),
});

const userIdOf = (actor: string): string | undefined => (actor.startsWith("user:") ? actor.slice("user:".length) : undefined);
