import { attributeValueSchema, idSchema } from "@attune/core/catalogue/schema";
import { consentSchema, personSchema } from "@attune/core/consent/consent-request";
import { Fault } from "@attune/core/faults";
import { EMPTY_PROFILE } from "@attune/core/flows/read-profile";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";
import { type NamedPerson, requiredPersonOf } from "./person.ts";

const attributesSchema = z
  .record(z.string().min(1).max(64), attributeValueSchema)
  .meta({ description: "age or birthYear, country (two letters) and language make segments; anything else is kept" });
const declareSchema = z.strictObject({
  users: z
    .array(z.strictObject({ userId: idSchema, attributes: attributesSchema }))
    .min(1)
    .max(1000),
});
const mergeSchema = z.strictObject({ anonymousId: idSchema, userId: idSchema });
const profileSchema = personSchema.extend({
  attributes: z.record(z.string(), z.unknown()),
  eventCounts: z.record(z.string(), z.number()).meta({ description: "exact lifetime counts by event type" }),
  recentItems: z.array(idSchema).meta({ description: "newest first" }),
  lastSeenAt: z.string().nullable(),
  consent: consentSchema.shape.purposes,
});

const EXAMPLE_PROFILE = {
  userId: "user-42",
  attributes: { country: "GB", age: 31 },
  eventCounts: { view: 12, purchase: 1 },
  recentItems: ["track-7", "track-3"],
  lastSeenAt: "2026-01-31T12:00:00.000Z",
  consent: { personalization: true, analytics: true, model_training: true, sale_or_sharing: false },
};

const declare = operation({
  id: "putUsers",
  tag: "users",
  summary: "Declare attributes of users",
  body: {
    schema: declareSchema,
    example: { users: [{ userId: "user-42", attributes: { age: 31, country: "GB", language: "en", plan: "gold" } }] },
  },
  answers: { 202: { description: "Stored durably", schema: z.object({ accepted: z.int() }), example: { accepted: 1 } } },
  refuses: [
    "invalid_json",
    "invalid_request",
    "payload_too_large",
    "unsupported_media_type",
    "log_unavailable",
    "standing_unavailable",
    "conflict",
    "answers_unavailable",
  ],
});
const profile = operation({
  id: "readProfile",
  tag: "users",
  summary: "What is known of a person",
  description: "A POST, so that no id of a person stands in a URL. Unknown people have an empty profile.",
  body: { schema: personSchema, example: { userId: "user-42" } },
  answers: { 200: { description: "The profile", schema: profileSchema, example: EXAMPLE_PROFILE } },
  refuses: ["invalid_json", "invalid_request", "unsupported_media_type", "standing_unavailable", "state_unavailable"],
});
const merge = operation({
  id: "mergeUsers",
  tag: "users",
  summary: "An anonymous person turned out to be a user",
  description: "What the anonymous person did, and will do, belongs to the user from now on.",
  body: { schema: mergeSchema, example: { anonymousId: "device-9f", userId: "user-42" } },
  answers: { 202: { description: "Stored durably", schema: z.object({ accepted: z.literal(true) }), example: { accepted: true } } },
  refuses: ["invalid_json", "invalid_request", "unsupported_media_type", "log_unavailable", "conflict", "answers_unavailable"],
});

export function usersRoutes(app: FastifyInstance, { directory, people, ports, subjectOf }: Collaborators): void {
  const write = { scopes: ["users:write"], idempotent: true } as const;

  app.post<{ Body: z.infer<typeof declareSchema> }>("/v1/users", { schema: declare, config: write }, async (request, reply) => {
    await people.declareUsers(callerFrom(request).tenant, request.body.users);
    return reply.code(202).send({ accepted: request.body.users.length });
  });

  app.post<{ Body: NamedPerson }>("/v1/users/profile", { schema: profile, config: { scopes: ["users:read"] } }, async (request) => {
    const { tenant } = callerFrom(request);
    const lane = requiredPersonOf(subjectOf, tenant, request.body);
    const [read, consent] = await Promise.all([
      ports.readProfile({ tenant, subject: lane.subject, catalogue: directory.of(tenant.id) }).catch(stateUnavailable),
      people.consent(tenant, lane),
    ]);
    // Between fence and purge there is a profile that nobody may see any more.
    const known = consent.erased ? EMPTY_PROFILE : read;
    return {
      ...request.body,
      attributes: known.attributes,
      eventCounts: known.eventCounts,
      recentItems: known.recentItems.map(({ itemId }) => itemId),
      lastSeenAt: known.lastSeenAtMs === undefined ? null : new Date(known.lastSeenAtMs).toISOString(),
      consent: consent.permissions,
    };
  });

  app.post<{ Body: z.infer<typeof mergeSchema> }>("/v1/users/merge", { schema: merge, config: write }, async (request, reply) => {
    const { tenant } = callerFrom(request);
    const { anonymousId, userId } = request.body;
    await people.merge(tenant, subjectOf(tenant, "anonymous", anonymousId), subjectOf(tenant, "user", userId));
    return reply.code(202).send({ accepted: true });
  });
}

function stateUnavailable(cause: unknown): never {
  throw new Fault("state_unavailable", undefined, { cause, retryAfterSeconds: 1 });
}
