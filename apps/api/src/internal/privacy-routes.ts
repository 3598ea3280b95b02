import { Fault } from "@attune/core/faults";
import { personTraces } from "@attune/core/flows/person-traces";
import { forgetRequestSchema, type PersonPreview, personPreviewRequestSchema } from "@attune/core/privacy/person-preview";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { consoleUser } from "./console-user.ts";
import { parsedBody } from "./parsed-body.ts";

const OFFICERS = new Set(["owner", "compliance_officer"]);

/** What an erasure needs of the api: a count of what is known before it is asked for, and that this process forgets. */
export function privacyRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { forgetPeople, ports, subjectOf, tagOf } = collaborators;

  app.post("/internal/v1/privacy/preview", async (request): Promise<PersonPreview> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!OFFICERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may not look up what is known of a person.");
    const { userId } = parsedBody(personPreviewRequestSchema, request);
    const { subject } = subjectOf(tenant, "user", userId);
    const [traces, [standing]] = await Promise.all([personTraces(ports, tenant.id, [subject]), ports.standings.read(tenant.id, [subject])]);
    return { person: tagOf(tenant, subject), traces, suppressed: standing?.suppressedBy !== undefined };
  });

  app.post("/internal/v1/privacy/forget", async (request) => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (claims.role !== "worker") throw new Fault("insufficient_scope", "Only the worker asks for that.");
    const { subjects } = parsedBody(forgetRequestSchema, request);
    return { forgotten: await forgetPeople(tenant.id, subjects) };
  });
}
