import { randomUUID } from "node:crypto";
import { Fault } from "@attune/core/faults";
import { EMPTY_PROFILE } from "@attune/core/flows/read-profile";
import { laneOf } from "@attune/core/identity/subject-alias";
import type { Preview, PreviewChange } from "@attune/core/live/preview";
import {
  type PreviewEvent,
  type PreviewRequest,
  previewEventSchema,
  previewRequestSchema,
  previewSubjectSchema,
} from "@attune/core/live/schema";
import type { TenantControl } from "@attune/core/ports/control";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { placementOf } from "../routes/recommendations.ts";
import { consoleUser } from "./console-user.ts";
import { parsedBody } from "./parsed-body.ts";
import { randomSubject } from "./random-subject.ts";

const SENDERS = new Set(["owner", "admin", "product_manager", "developer"]);
const VISIBLE_WITHIN_MS = 2000;

export function previewRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { acceptEvents, clock, directory, live, people, ports, settings, subjectOf } = collaborators;

  app.post("/internal/v1/subjects", async (request) => {
    const { tenant } = consoleUser(request, collaborators);
    const wanted = parsedBody(previewSubjectSchema, request);
    if ("userId" in wanted) return { subject: subjectOf(tenant, "user", wanted.userId).subject };
    if ("anonymousId" in wanted) return { subject: subjectOf(tenant, "anonymous", wanted.anonymousId).subject };
    const subject = await randomSubject(ports, tenant.id);
    if (subject === undefined) throw new Fault("not_found", "Nobody has sent an event yet.");
    return { subject };
  });

  app.post("/internal/v1/preview", async (request): Promise<Preview> => {
    const { tenant } = consoleUser(request, collaborators);
    return preview(tenant, parsedBody(previewRequestSchema, request));
  });

  app.post("/internal/v1/preview/event", async (request): Promise<PreviewChange> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!SENDERS.has(claims.role)) throw new Fault("insufficient_scope", "Your role may look, not send events.");
    const wanted = parsedBody(previewEventSchema, request);

    const startedMs = performance.now();
    const answer = await acceptEvents({
      tenant,
      catalogue: directory.of(tenant.id),
      events: [eventOf(wanted)],
      single: true,
      globalPrivacyControl: false,
      asSubject: wanted.subject,
    });
    const acknowledgedMs = performance.now() - startedMs;
    live.accepted(tenant.id, answer.accepted, answer.rejected);
    const [appended] = answer.appended;
    if (appended === undefined) throw new Fault("conflict", answer.results[0]?.message ?? "The event was not accepted.");

    const waitedFromMs = performance.now();
    await folded(appended);
    const visibleMs = performance.now() - waitedFromMs;
    return { acknowledgedMs, visibleMs, preview: await preview(tenant, wanted) };
  });

  /** State and offset are committed in one step, so an offset beyond the event means that reading the person's state finds it. */
  async function folded({ partition, offset }: { partition: number; offset: number }): Promise<void> {
    const untilMs = performance.now() + VISIBLE_WITHIN_MS;
    while ((await ports.state.offset({ lane: "users", partition })) <= offset) {
      if (performance.now() > untilMs)
        throw new Fault("not_ready", "The event is stored, but was not folded within two seconds. Is the worker running?", {
          retryAfterSeconds: 1,
        });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async function preview(tenant: TenantControl, { subject, placement, count, itemId }: PreviewRequest): Promise<Preview> {
    const catalogue = directory.of(tenant.id);
    const startedMs = performance.now();
    const [{ recommendations }, read, consent] = await Promise.all([
      ports
        .recommend({
          recommendationId: randomUUID(),
          tenant,
          catalogue,
          subject,
          placement: placementOf(tenant, placement),
          count,
          itemId,
          filter: undefined,
          exclude: [],
          given: undefined,
          device: undefined,
          includeItems: true,
          explain: true,
          deadlineMs: settings.recommendationDeadlineMs,
        })
        .then((answer) => ({ ...answer, recommendations: { ...answer.recommendations, latencyMs: performance.now() - startedMs } })),
      ports.readProfile({ tenant, subject, catalogue }),
      people.consent(tenant, laneOf(tenant.id, subject)),
    ]);
    const profile = consent.erased ? EMPTY_PROFILE : read;
    return {
      recommendations,
      person: {
        subject,
        known: profile.known,
        eventCounts: profile.eventCounts,
        recentItems: profile.recentItems.map(({ itemId: id, type, atMs }) => {
          const item = catalogue.byId(id)?.item;
          return { itemId: id, type, atMs, ...(item === undefined ? {} : { item }) };
        }),
        affinities: profile.affinities.map(({ category, weight }) => ({ category, weight })),
        consent: consent.permissions,
      },
    };
  }

  function eventOf({ type, eventItemId, recommendationId }: PreviewEvent) {
    return { eventId: `preview-${randomUUID()}`, type, userId: "preview", itemId: eventItemId, recommendationId, timestamp: clock() };
  }
}
