import { Fault } from "@attune/core/faults";
import { dueAt } from "@attune/core/privacy/due-at";
import { privacyRequestSchema, REGULATIONS, REQUEST_STATES, REQUEST_TYPES } from "@attune/core/privacy/schema";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";

const takenSchema = z.object({
  requestId: z.string(),
  status: z.enum(REQUEST_STATES),
  dueAt: z.string().meta({ description: "when it must be done by law" }),
});
const statusSchema = takenSchema.extend({
  type: z.enum(REQUEST_TYPES),
  regulation: z.enum(REGULATIONS),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
});
const EXAMPLE = { requestId: "dsr_k3v7pq2m5xw6ynz4rbca", status: "verified", dueAt: "2026-02-28T23:59:59.999Z" };

const take = operation({
  id: "requestPrivacy",
  tag: "privacy",
  summary: "Ask for a person to be forgotten",
  description:
    "Your key vouches for the person's identity. Somebody at the console approves it; then it runs by itself, and ends in a signed certificate. Only `erasure` is carried out at present.",
  body: { schema: privacyRequestSchema, example: { userId: "user-42", type: "erasure", regulation: "gdpr" } },
  answers: { 202: { description: "Taken", schema: takenSchema, example: EXAMPLE } },
  refuses: ["invalid_json", "invalid_request", "unsupported_media_type", "conflict", "answers_unavailable"],
});
const status = operation({
  id: "readPrivacyRequest",
  tag: "privacy",
  summary: "How far a request is",
  params: z.strictObject({ requestId: z.string().max(64) }),
  answers: {
    200: {
      description: "The request",
      schema: statusSchema,
      example: { ...EXAMPLE, type: "erasure", regulation: "gdpr", requestedAt: "2026-01-31T12:00:00.000Z", finishedAt: null },
    },
  },
  refuses: ["not_found"],
});

export function privacyRequestsRoutes(app: FastifyInstance, { clock, ports, subjectOf, tagOf }: Collaborators): void {
  app.post<{ Body: z.infer<typeof privacyRequestSchema> }>(
    "/v1/privacy/requests",
    { schema: take, config: { scopes: ["privacy:write"], idempotent: true } },
    async (request, reply) => {
      const { key, tenant } = callerFrom(request);
      const { userId, type, regulation } = request.body;
      if (type !== "erasure") {
        throw new Fault("invalid_request", undefined, { errors: [{ path: "type", message: "only erasure is carried out at present" }] });
      }
      const requestedAtMs = clock();
      const person = tagOf(tenant, subjectOf(tenant, "user", userId).subject);
      const verification = "asserted by the tenant's server with its secret key";
      const taken = await ports.privacyRequests.create(
        tenant.id,
        { type, regulation, userId, person, requestedAtMs, dueAtMs: dueAt(regulation, requestedAtMs), verification },
        { actor: `key:${key.id}`, requestId: request.id },
      );
      return reply.code(202).send({ requestId: taken.id, status: taken.state, dueAt: new Date(taken.dueAtMs).toISOString() });
    },
  );

  app.get<{ Params: { requestId: string } }>(
    "/v1/privacy/requests/:requestId",
    { schema: status, config: { scopes: ["privacy:write"] } },
    async (request) => {
      const found = await ports.privacyRequests.find(callerFrom(request).tenant.id, request.params.requestId);
      if (found === undefined) throw new Fault("not_found", "There is no such request.");
      return {
        requestId: found.id,
        status: found.state,
        type: found.type,
        regulation: found.regulation,
        requestedAt: new Date(found.requestedAtMs).toISOString(),
        dueAt: new Date(found.dueAtMs).toISOString(),
        finishedAt: found.finishedAtMs === undefined ? null : new Date(found.finishedAtMs).toISOString(),
      };
    },
  );
}
