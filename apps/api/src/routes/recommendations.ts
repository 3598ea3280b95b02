import { randomUUID } from "node:crypto";
import { deviceSegment } from "@attune/core/consent/demographics-of";
import { Fault } from "@attune/core/faults";
import { didYouMean } from "@attune/core/nearest-word";
import type { Placement } from "@attune/core/placements/schema";
import type { TenantControl } from "@attune/core/ports/control";
import { parseFilter } from "@attune/core/recommendations/parse-filter";
import { type RecommendationRequest, recommendationRequestSchema } from "@attune/core/recommendations/recommendation-request";
import { type Filter, recommendationsSchema } from "@attune/core/recommendations/schema";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { answerList } from "../flows/answer-list.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";
import { personOf } from "./person.ts";

export const EXAMPLE_LIST = {
  recommendationId: "0b7e1f6c-2f0e-4b52-9b39-6a0d3f0f7c55",
  placement: "home",
  items: [{ itemId: "track-9", position: 1, score: 0.83, reasons: [{ code: "viewed_together", itemId: "track-7", weight: 0.7 }] }],
  personalized: true,
  fallback: null,
  degraded: false,
  degradedReasons: [],
  model: { id: "m1", name: "Tuned blend" },
  experiments: [],
  latencyMs: 2.1,
};

const schema = operation({
  id: "recommend",
  tag: "recommendations",
  summary: "What to show",
  description:
    "Anonymous and unknown people are welcome, and nobody in particular too. When a store is late the list comes all the same and says `degraded`.",
  body: {
    schema: recommendationRequestSchema,
    example: {
      userId: "user-42",
      placement: "home",
      count: 10,
      filter: { all: [{ field: "categories", in: ["synthwave"] }, { not: [{ field: "price", gt: 2 }] }] },
      includeItems: true,
    },
  },
  answers: { 200: { description: "The list, best first", schema: recommendationsSchema, example: EXAMPLE_LIST } },
  refuses: ["invalid_json", "invalid_request", "unknown_placement", "invalid_filter", "unsupported_media_type", "payload_too_large"],
});

export function recommendationsRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  app.post<{ Body: RecommendationRequest }>(
    "/v1/recommendations",
    { schema, config: { scopes: ["recommendations:read"] } },
    async (request) => {
      const { tenant } = callerFrom(request);
      const { body } = request;
      const placement = placementOf(tenant, body.placement);
      if (placement.strategy === "similar" && body.itemId === undefined) {
        throw new Fault("invalid_request", undefined, {
          errors: [{ path: "itemId", message: `is required by the placement ${placement.key}: the item that the list is about` }],
        });
      }
      return answerList(collaborators, {
        recommendationId: randomUUID(),
        tenant,
        catalogue: collaborators.directory.of(tenant.id),
        subject: personOf(collaborators.subjectOf, tenant, body)?.subject,
        placement,
        count: body.count ?? 10,
        itemId: body.itemId,
        filter: filterOf(body.filter),
        exclude: body.exclude ?? [],
        given: undefined,
        device: deviceSegment(body.context?.device),
        includeItems: body.includeItems ?? false,
        explain: body.explain ?? false,
        deadlineMs: collaborators.settings.recommendationDeadlineMs,
      });
    },
  );
}

export function placementOf(tenant: TenantControl, key: string): Placement {
  const placement = tenant.placements.get(key);
  if (placement !== undefined) return placement;
  const known = [...tenant.placements.keys()];
  const meant = didYouMean(key, known);
  throw new Fault("unknown_placement", undefined, {
    errors: [{ path: "placement", message: `there is no placement "${key}"${meant === "" ? `; known are ${known.join(", ")}` : meant}` }],
  });
}

function filterOf(raw: unknown): Filter | undefined {
  if (raw === undefined) return undefined;
  const parsed = parseFilter(raw);
  if ("errors" in parsed) throw new Fault("invalid_filter", undefined, { errors: parsed.errors });
  return parsed.filter;
}
