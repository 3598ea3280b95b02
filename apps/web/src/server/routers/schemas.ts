import { checkCompatibility } from "@attune/core/schemas/check-compatibility";
import { checkFields } from "@attune/core/schemas/check-fields";
import { sameFields } from "@attune/core/schemas/diff-fields";
import { type Field, fieldSchema } from "@attune/core/schemas/schema";
import { listEventSchemas, publishEventSchema, type StoredEventSchema } from "@attune/db/event-schemas";
import { listEventTypes } from "@attune/db/event-types";
import { TRPCError } from "@trpc/server";
import * as z from "zod";
import { SCHEMA_PUBLISHERS, SCHEMA_READERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

const typeName = z.string().min(1).max(64);
const reason = z.string().trim().min(1).max(500);
/** Loose on purpose: what is wrong with a field is the check's to say, all at once. */
const draftFields = z.array(z.record(z.string(), z.unknown())).max(500);
const newType = z.strictObject({ weight: z.number(), outcome: z.boolean(), consumes: z.boolean() });

export const schemasRouter = router({
  /** Every event type by name, with its newest published version if it has one. */
  list: procedureFor(...SCHEMA_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const { tenantId } = ctx.caller;
    const [types, schemas, nameOf] = await Promise.all([
      listEventTypes(app, tenantId),
      listEventSchemas(app, tenantId),
      publisherNames(ctx),
    ]);
    return types.map((type) => {
      const newest = schemas.find(({ eventType }) => eventType === type.name);
      return { ...type, newest: newest && { ...newest, createdBy: nameOf(newest.createdBy) } };
    });
  }),

  /** One event type with all its versions, newest first. */
  get: procedureFor(...SCHEMA_READERS)
    .input(z.strictObject({ eventType: typeName }))
    .query(async ({ ctx, input }) => {
      const { app } = ctx.services;
      const { tenantId } = ctx.caller;
      const [types, schemas, nameOf] = await Promise.all([
        listEventTypes(app, tenantId),
        listEventSchemas(app, tenantId),
        publisherNames(ctx),
      ]);
      const type = types.find(({ name }) => name === input.eventType);
      if (type === undefined) throw new TRPCError({ code: "NOT_FOUND", message: `There is no event type "${input.eventType}".` });
      const versions = schemas.filter(({ eventType }) => eventType === type.name);
      return { ...type, versions: versions.map((version) => ({ ...version, createdBy: nameOf(version.createdBy) })) };
    }),

  /** Where programs find the registry. */
  address: procedureFor(...SCHEMA_READERS).query(({ ctx }) => ({ apiUrl: ctx.services.publicApiUrl })),

  /** What publishing these fields would be refused for; changes nothing. */
  check: procedureFor(...SCHEMA_READERS)
    .input(z.strictObject({ eventType: typeName, fields: draftFields }))
    .mutation(async ({ ctx, input }) => {
      const newest = await newestOf(ctx, input.eventType);
      const problems = checkFields(input.fields);
      if (problems.length > 0) return { problems, violations: [], against: newest?.version ?? 0, same: false };
      const fields = input.fields.map((field): Field => fieldSchema.parse(field));
      const violations = newest === undefined ? [] : checkCompatibility(newest.fields, fields);
      return { problems, violations, against: newest?.version ?? 0, same: newest !== undefined && sameFields(newest.fields, fields) };
    }),

  publish: procedureFor(...SCHEMA_PUBLISHERS)
    .input(
      z.strictObject({
        eventType: typeName,
        fields: z.array(fieldSchema).max(500),
        basedOnVersion: z.int().nonnegative(),
        newType: newType.optional(),
        reason,
      }),
    )
    .mutation(({ ctx, input: { reason: why, ...schema } }) =>
      publishEventSchema(ctx.services.app, ctx.caller.tenantId, schema, changeBy(ctx, why)),
    ),
});

type Ctx = Pick<Parameters<typeof changeBy>[0], "caller"> & { readonly services: { readonly app: Parameters<typeof listEventTypes>[0] } };

async function newestOf({ services, caller }: Ctx, eventType: string): Promise<StoredEventSchema | undefined> {
  const schemas = await listEventSchemas(services.app, caller.tenantId);
  return schemas.find((schema) => schema.eventType === eventType);
}

async function publisherNames({ services, caller }: Ctx): Promise<(actor: string) => string> {
  const nameOf = await actorNames(services.app, caller.tenantId);
  return (actor) => (actor.startsWith("key:") ? "An API key" : nameOf(actor));
}
