import { Fault } from "@attune/core/faults";
import { laneOf } from "@attune/core/identity/subject-alias";
import { consentEntrySchema, consentStatusRequestSchema, type PersonConsent } from "@attune/core/live/person-consent";
import type { TenantControl } from "@attune/core/ports/control";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import type { PersonConsent as Consent } from "../flows/person-changes.ts";
import { consoleUser } from "./console-user.ts";
import { parsedBody } from "./parsed-body.ts";

const READERS = new Set(["owner", "admin", "compliance_officer"]);
const WRITERS = new Set(["owner", "compliance_officer"]);

/** What a person permits, read and entered at the console, by alias. */
export function consentRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { people, tagOf } = collaborators;

  app.post("/internal/v1/consent/status", async (request): Promise<PersonConsent> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!READERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may not look up what a person permits.");
    const { subject } = parsedBody(consentStatusRequestSchema, request);
    return answer(tenant, subject, await people.consent(tenant, laneOf(tenant.id, subject)));
  });

  app.post("/internal/v1/consent", async (request): Promise<PersonConsent> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!WRITERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may not decide for a person.");
    const { subject, purposes } = parsedBody(consentEntrySchema, request);
    return answer(tenant, subject, await people.recordConsent(tenant, laneOf(tenant.id, subject), { purposes, source: "console" }, false));
  });

  function answer(tenant: TenantControl, subject: string, { permissions, policyVersion, changedAtMs }: Consent): PersonConsent {
    return { subject, person: tagOf(tenant, subject), permissions, policyVersion, changedAtMs: changedAtMs ?? null };
  }
}
