import { type ConsentRequest, consentRequestSchema, consentStatusSchema, personSchema } from "@attune/core/consent/consent-request";
import { onlyWithdraws } from "@attune/core/consent/decide";
import { Fault } from "@attune/core/faults";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import type { PersonConsent } from "../flows/person-changes.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";
import { type NamedPerson, requiredPersonOf } from "./person.ts";
import { signalsPrivacyControl } from "./privacy-control.ts";

const EXAMPLE = {
  userId: "user-42",
  consent: { purposes: { personalization: false, analytics: true, model_training: true, sale_or_sharing: false } },
  policyVersion: 1,
  changedAt: "2026-01-31T12:00:00.000Z",
};

const record = operation({
  id: "recordConsent",
  tag: "consent",
  summary: "What a person permits",
  description:
    "Takes effect at once, for what is collected and for what is served. Publishable keys may only withdraw. `Sec-GPC: 1` is an opt-out of sale or sharing.",
  body: { schema: consentRequestSchema, example: { userId: "user-42", purposes: { personalization: false }, source: "settings-page" } },
  answers: { 200: { description: "What holds now", schema: consentStatusSchema, example: EXAMPLE } },
  refuses: [
    "invalid_json",
    "invalid_request",
    "unsupported_media_type",
    "log_unavailable",
    "standing_unavailable",
    "conflict",
    "answers_unavailable",
  ],
});
const status = operation({
  id: "readConsent",
  tag: "consent",
  summary: "What a person permits at present",
  body: { schema: personSchema, example: { userId: "user-42" } },
  answers: { 200: { description: "What holds now", schema: consentStatusSchema, example: EXAMPLE } },
  refuses: ["invalid_json", "invalid_request", "unsupported_media_type", "standing_unavailable"],
});

export function consentRoutes(app: FastifyInstance, { people, subjectOf }: Collaborators): void {
  app.post<{ Body: ConsentRequest }>(
    "/v1/consent",
    { schema: record, config: { scopes: ["consent:write", "consent:withdraw"], idempotent: true } },
    async (request) => {
      const { key, tenant } = callerFrom(request);
      const { userId, anonymousId, purposes } = request.body;
      const mayGrant = key.kind === "secret" && key.scopes.has("consent:write");
      if (!mayGrant && !onlyWithdraws(purposes)) throw new Fault("insufficient_scope", "This API key may withdraw consent, not give it.");
      if (Object.keys(purposes).length === 0)
        throw new Fault("invalid_request", undefined, { errors: [{ path: "purposes", message: "must name at least one purpose" }] });
      const lane = requiredPersonOf(subjectOf, tenant, { userId, anonymousId });
      return answer({ userId, anonymousId }, await people.recordConsent(tenant, lane, request.body, signalsPrivacyControl(request)));
    },
  );

  app.post<{ Body: NamedPerson }>(
    "/v1/consent/status",
    { schema: status, config: { scopes: ["consent:write", "users:read"] } },
    async (request) => {
      const { tenant } = callerFrom(request);
      return answer(request.body, await people.consent(tenant, requiredPersonOf(subjectOf, tenant, request.body)));
    },
  );
}

function answer({ userId, anonymousId }: NamedPerson, { permissions, policyVersion, changedAtMs }: PersonConsent) {
  return {
    userId,
    anonymousId,
    consent: { purposes: permissions },
    policyVersion,
    changedAt: changedAtMs === undefined ? null : new Date(changedAtMs).toISOString(),
  };
}
