import { randomUUID } from "node:crypto";
import { Fault } from "@attune/core/faults";
import { type PreviewComparison, previewCompareSchema } from "@attune/core/live/preview-compare";
import type { RecentTraffic } from "@attune/core/live/recent-traffic";
import { type WhatWouldChange, whatWouldChangeRequestSchema } from "@attune/core/live/what-would-change";
import { compareLists } from "@attune/core/recommendations/compare-lists";
import type { Recommendations } from "@attune/core/recommendations/schema";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { requestsAskedAgain } from "../live/requests-asked-again.ts";
import { placementOf } from "../routes/recommendations.ts";
import { chosenModel } from "./chosen-model.ts";
import { consoleUser } from "./console-user.ts";
import { parsedBody } from "./parsed-body.ts";

/** Two models side by side for one person, and over the newest real requests. Nothing here is logged as shown. */
export function modelRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { directory, ports, recent, settings } = collaborators;
  const askAgain = requestsAskedAgain(collaborators);

  app.post("/internal/v1/preview/compare", async (request): Promise<PreviewComparison> => {
    const { tenant } = consoleUser(request, collaborators);
    const { subject, placement: key, count, itemId, ...choices } = parsedBody(previewCompareSchema, request);
    const placement = placementOf(tenant, key);
    if (placement.strategy === "similar" && itemId === undefined) {
      throw new Fault("invalid_request", undefined, { errors: [{ path: "itemId", message: `is required by the placement ${key}` }] });
    }
    const models = await Promise.all([chosenModel(ports, tenant, choices.left), chosenModel(ports, tenant, choices.right)]);
    const catalogue = directory.of(tenant.id);
    const asked = { subject, placement, count, itemId, filter: undefined, exclude: [], given: undefined, device: undefined };
    const shown = { includeItems: true, explain: true, deadlineMs: settings.recommendationDeadlineMs };
    const answers = await ports.compareModels({ recommendationId: randomUUID(), tenant, catalogue, ...asked, ...shown }, models);
    const [left, right] = answers as [Recommendations, Recommendations];
    const { items: moves, ...measures } = compareLists(idsOf(left), idsOf(right));
    const named = [...left.items, ...right.items].flatMap(({ itemId: id, reasons }) => [
      id,
      ...reasons.flatMap((reason) => reason.itemId ?? []),
    ]);
    const titles = named.flatMap((id) => {
      const title = catalogue.byId(id)?.item?.title;
      return title === undefined ? [] : [[id, title] as const];
    });
    return { left, right, moves: [...moves], titles: Object.fromEntries(titles), ...measures };
  });

  app.post("/internal/v1/what-would-change", async (request): Promise<WhatWouldChange> => {
    const { tenant } = consoleUser(request, collaborators);
    const { placement, model, limit } = parsedBody(whatWouldChangeRequestSchema, request);
    return askAgain(tenant, placementOf(tenant, placement), await chosenModel(ports, tenant, model), limit);
  });

  app.get("/internal/v1/recent-traffic", (request): RecentTraffic => {
    const { tenant } = consoleUser(request, collaborators);
    const placements = [...tenant.placements.keys()].map((placement) => {
      const requests = recent.of(tenant.id, placement);
      const personalized = requests.filter((each) => each.personalized).length;
      return { placement, requests: requests.length, personalized, sinceMs: requests.at(-1)?.atMs ?? null };
    });
    return { placements };
  });
}

function idsOf({ items }: Recommendations): string[] {
  return items.map(({ itemId }) => itemId);
}
