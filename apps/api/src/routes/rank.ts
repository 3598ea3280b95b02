import { randomUUID } from "node:crypto";
import { deviceSegment } from "@attune/core/consent/demographics-of";
import { Fault } from "@attune/core/faults";
import type { Placement } from "@attune/core/placements/schema";
import type { TenantControl } from "@attune/core/ports/control";
import { type RankRequest, rankRequestSchema } from "@attune/core/recommendations/recommendation-request";
import { recommendationsSchema } from "@attune/core/recommendations/schema";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { answerList } from "../flows/answer-list.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";
import { personOf } from "./person.ts";
import { EXAMPLE_LIST, placementOf } from "./recommendations.ts";

const schema = operation({
  id: "rank",
  tag: "recommendations",
  summary: "Order items for a person",
  description: "At most 500 of your own items, ordered by the model of a placement.",
  body: { schema: rankRequestSchema, example: { userId: "user-42", itemIds: ["track-3", "track-7", "track-9"] } },
  answers: { 200: { description: "The same items, best first", schema: recommendationsSchema, example: EXAMPLE_LIST } },
  refuses: ["invalid_json", "invalid_request", "unknown_placement", "unsupported_media_type", "payload_too_large"],
});

export function rankRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  app.post<{ Body: RankRequest }>("/v1/rank", { schema, config: { scopes: ["recommendations:read"] } }, async (request) => {
    const { tenant } = callerFrom(request);
    const { body } = request;
    const given = [...new Set(body.itemIds)];
    return answerList(collaborators, {
      recommendationId: randomUUID(),
      tenant,
      catalogue: collaborators.directory.of(tenant.id),
      subject: personOf(collaborators.subjectOf, tenant, body)?.subject,
      placement: body.placement === undefined ? usualPlacement(tenant) : placementOf(tenant, body.placement),
      count: given.length,
      itemId: undefined,
      filter: undefined,
      exclude: [],
      given,
      device: deviceSegment(body.context?.device),
      includeItems: body.includeItems ?? false,
      explain: body.explain ?? false,
      deadlineMs: collaborators.settings.recommendationDeadlineMs,
    });
  });
}

/** `home`, or whichever other placement starts from the person. */
function usualPlacement({ placements }: TenantControl): Placement {
  const placement =
    placements.get("home") ?? [...placements.values()].find(({ strategy }) => strategy === "for-you") ?? placements.values().next().value;
  if (placement === undefined) throw new Fault("unknown_placement", "This tenant has no placement.");
  return placement;
}
