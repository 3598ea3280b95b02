import { type DeadLetters, type LetterCheck, type LetterReplay, replayRequestSchema } from "@attune/core/events/dead-letter";
import { Fault } from "@attune/core/faults";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { replayed } from "../dead-letters/dead-letter-shelf.ts";
import { consoleUser } from "./console-user.ts";

/** Letters hold what people did. */
const MENDERS = new Set(["owner", "admin", "developer"]);

export function deadLetterRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { acceptEvents, clock, deadLetters, directory, live } = collaborators;

  app.get("/internal/v1/dead-letters", async (request): Promise<DeadLetters> => {
    return deadLetters.list(mender(request, collaborators).id);
  });

  /** What is still wrong with the edited event; nothing is sent. */
  app.post("/internal/v1/dead-letters/check", async (request): Promise<LetterCheck> => {
    const { tenant, letter, event } = await wanted(request);
    return { errors: [...deadLetters.check(tenant, letter, event, clock())] };
  });

  /** Sends the edited event as the letter's person. It keeps its id, so sending it again changes nothing. */
  app.post("/internal/v1/dead-letters/replay", async (request): Promise<LetterReplay> => {
    const { tenant, letter, event } = await wanted(request);
    const { subject } = letter;
    if (subject === undefined || letter.event === undefined)
      throw new Fault("conflict", "This letter does not hold an event of a known person: it can only be discarded.");
    const { eventId } = letter.event;
    if (typeof eventId === "string" && event["eventId"] !== eventId) {
      const message = `must stay "${eventId.slice(0, 256)}", so that the event counts once`;
      throw new Fault("invalid_request", undefined, { errors: [{ path: "eventId", message }] });
    }
    const answer = await acceptEvents({
      tenant,
      catalogue: directory.of(tenant.id),
      events: [replayed(letter, event)],
      single: true,
      globalPrivacyControl: false,
      asSubject: subject,
    });
    live.accepted(tenant.id, answer.accepted, answer.rejected);
    const [refused] = answer.results;
    if (refused?.status === "suppressed") throw new Fault("conflict", `The event was not accepted: ${refused.message}.`);
    return { subject, status: refused?.status === "duplicate" ? "duplicate" : "accepted" };
  });

  async function wanted(request: FastifyRequest) {
    const tenant = mender(request, collaborators);
    const parsed = replayRequestSchema.safeParse(request.body);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      throw new Fault("invalid_request", undefined, { errors });
    }
    const { letterId, event } = parsed.data;
    return { tenant, event, letter: await deadLetters.find(tenant.id, letterId) };
  }
}

function mender(request: FastifyRequest, collaborators: Collaborators) {
  const { tenant, claims } = consoleUser(request, collaborators);
  if (!MENDERS.has(claims.role)) throw new Fault("insufficient_scope", "Only owners, admins and developers see dead letters.");
  return tenant;
}
