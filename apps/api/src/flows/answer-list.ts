import type { RecommendRequest } from "@attune/core/flows/recommend-request";
import type { Recommendations } from "@attune/core/recommendations/schema";
import type { Collaborators } from "../collaborators.ts";

/** A list for a caller: recommended, counted, and its impression appended behind the answer's back. */
export async function answerList(
  { clock, ports, impressions, live, metrics, recent, usage }: Collaborators,
  request: RecommendRequest,
): Promise<Recommendations> {
  const startedMs = performance.now();
  const { recommendations, impression } = await ports.recommend(request);
  if (impression !== undefined) impressions.add(impression);
  // Whoever does not permit measuring is not remembered here either.
  const measured = request.subject === undefined || impression !== undefined;
  if (request.given === undefined && measured) recent.add(request, recommendations, clock());
  const latencyMs = Math.round((performance.now() - startedMs) * 1000) / 1000;
  live.recommended(request.tenant.id, latencyMs, recommendations.degraded);
  usage.count(request.tenant.id, "recommendations", 1);
  if (recommendations.fallback === "no_permission") usage.count(request.tenant.id, "withheld_recommendations", 1);
  metrics.recommendation(recommendations.fallback, recommendations.degraded);
  return { ...recommendations, latencyMs };
}
