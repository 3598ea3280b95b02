import type { EventResult } from "@attune/core/events/event-request";
import { acceptEventsAnswerSchema, eventRequestSchema, MAX_EVENTS } from "@attune/core/events/event-request";
import { Fault } from "@attune/core/faults";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { callerFrom, limitOrRefuse } from "../http/admission.ts";
import { faultOf } from "../http/fault-of.ts";
import { NdjsonBody } from "../http/parse-body.ts";
import { outcomesOf, refusedOutcomes } from "../live/outcomes-of.ts";
import { operation } from "../openapi/operation.ts";
import { offeredEvents } from "./events-body.ts";
import { signalsPrivacyControl } from "./privacy-control.ts";

const EXAMPLE = {
  events: [
    {
      eventId: "e-1001",
      type: "view",
      userId: "user-42",
      itemId: "track-7",
      timestamp: "2026-01-31T12:00:00Z",
      properties: { dwellMs: 4200 },
    },
    { eventId: "e-1002", type: "purchase", userId: "user-42", itemId: "track-7", value: 1.29, context: { device: "mobile" } },
  ],
};

const bodySchema = z.union([z.strictObject({ events: z.array(eventRequestSchema).min(1).max(MAX_EVENTS) }), eventRequestSchema]);

const schema = operation({
  id: "sendEvents",
  tag: "events",
  summary: "Send events",
  description: `At most ${MAX_EVENTS} events or 1 MB: a batch, a single event, or one event per line (application/x-ndjson). What was accepted is durable when the answer comes; valid events beside bad ones are kept.`,
  body: { schema: bodySchema, example: EXAMPLE, contentTypes: ["application/json", "application/x-ndjson"] },
  answers: {
    202: {
      description: "What was accepted is stored durably; `results` lists the others",
      schema: acceptEventsAnswerSchema,
      example: {
        accepted: 1,
        results: [{ index: 1, eventId: "e-1002", status: "duplicate", code: "duplicate", message: "this event was accepted before" }],
      },
    },
  },
  refuses: [
    "nothing_accepted",
    "invalid_json",
    "invalid_request",
    "payload_too_large",
    "unsupported_media_type",
    "log_unavailable",
    "standing_unavailable",
  ],
});

/** The fold is this far behind: come back when it has caught up a little. */
const LAG_RETRY_SECONDS = 2;

export function eventsRoutes(
  app: FastifyInstance,
  { acceptEvents, clock, directory, foldLag, ingest, limits, live, metrics, usage }: Collaborators,
): void {
  const noteRefusal = (request: FastifyRequest, _reply: FastifyReply, error: Error, done: () => void) => {
    if (request.caller !== undefined) {
      const { tenant, key } = request.caller;
      ingest.add(tenant.id, key.id, clock(), refusedOutcomes(faultOf(error), eventsIn(request.body)));
    }
    done();
  };

  // The flow checks each event by itself, so that good ones beside bad ones are kept; a schema would refuse the whole body.
  app.post(
    "/v1/events",
    { schema, validatorCompiler: () => () => true, onError: noteRefusal, config: { scopes: ["events:write"], events: true } },
    async (request, reply) => {
      const { key, tenant } = callerFrom(request);
      const { events, single } = offeredEvents(request.body);
      const perSecond = tenant.limits.eventsPerSecond;
      const wanted = { key: `${tenant.id}|events`, units: events.length, perSecond, burst: Math.max(perSecond, MAX_EVENTS) };
      limitOrRefuse(reply, "events", await limits.take(wanted), metrics);
      if (!foldLag.admits(live.lagOf(tenant.id))) {
        throw new Fault("rate_limited", "More events wait to be folded than may wait.", { retryAfterSeconds: LAG_RETRY_SECONDS });
      }
      try {
        const answer = await acceptEvents({
          tenant,
          catalogue: directory.of(tenant.id),
          events,
          single,
          globalPrivacyControl: signalsPrivacyControl(request),
        });
        live.accepted(tenant.id, answer.accepted, answer.rejected);
        ingest.add(tenant.id, key.id, clock(), outcomesOf(events, answer.results));
        metrics.events("accepted", answer.accepted);
        usage.count(tenant.id, "withheld_events", answer.results.filter(({ code }) => code === "no_permission").length);
        for (const [requestId, count] of answer.suppressed) {
          usage.count(tenant.id, "suppressed_events", count);
          usage.count(tenant.id, `suppressed:${requestId}`, count);
        }
        for (const [status, count] of countsOf(answer.results)) metrics.events(status, count);
        return reply.code(202).send({ accepted: answer.accepted, results: answer.results });
      } catch (error) {
        if (error instanceof Fault && error.code === "nothing_accepted") {
          live.accepted(tenant.id, 0, events.length);
          metrics.events("rejected", events.length);
        }
        throw error;
      }
    },
  );
}

/** The events of a body that was refused, as far as there are any. */
function eventsIn(body: unknown): readonly unknown[] {
  if (body instanceof NdjsonBody) return body.events;
  const { events } = (typeof body === "object" ? (body ?? {}) : {}) as { events?: unknown };
  return Array.isArray(events) ? events : [body];
}

function countsOf(results: readonly EventResult[]): ReadonlyMap<EventResult["status"], number> {
  const counts = new Map<EventResult["status"], number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
