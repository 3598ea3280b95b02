import { type Measurements, type Participation, participationRequestSchema } from "@attune/core/experiments/measurements";
import { Fault } from "@attune/core/faults";
import { unpackSubjectState } from "@attune/core/features/pack-subject-state";
import type { SubjectState } from "@attune/core/features/subject-state";
import { laneOf } from "@attune/core/identity/subject-alias";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { consoleUser } from "./console-user.ts";
import { parsedBody } from "./parsed-body.ts";

/** Everybody but the compliance officer; whose sums they are is in the token. */
const READERS = new Set(["owner", "admin", "product_manager", "developer", "viewer", "operator"]);
const phaseSchema = z.object({ id: z.string().regex(/^[a-z0-9]{1,40}$/), phase: z.coerce.number().int().positive() });

/** The numbers of experiments, and why a person has the variant they have. */
export function experimentRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { experiments, people, ports, subjectOf } = collaborators;

  app.get("/internal/v1/experiments/:id/:phase", async (request): Promise<Measurements> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!READERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may not look at experiments.");
    const wanted = phaseSchema.safeParse(request.params);
    if (!wanted.success) throw new Fault("not_found", "There is no such experiment.");
    return experiments.measure(tenant.id, wanted.data.id, wanted.data.phase);
  });

  app.post("/internal/v1/experiments/participation", async (request): Promise<Participation> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!READERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may not look at experiments.");
    const { userId } = parsedBody(participationRequestSchema, request);
    const asked = subjectOf(tenant, "user", userId).subject;
    const own = await stateOf(tenant.id, asked);
    const subject = own === undefined || own.redirect === "" ? asked : own.redirect;
    const state = subject === asked ? own : await stateOf(tenant.id, subject);
    const { permissions } = await people.consent(tenant, laneOf(tenant.id, subject));
    const { analytics, personalization } = permissions;
    return { subject, permitted: { analytics, personalization }, recorded: [...(state?.experiments ?? [])] };
  });

  async function stateOf(tenant: string, subject: string): Promise<SubjectState | undefined> {
    const [bytes] = await ports.state.read([subjectStateKey(tenant, subject)]);
    return bytes === undefined ? undefined : unpackSubjectState(bytes);
  }
}
