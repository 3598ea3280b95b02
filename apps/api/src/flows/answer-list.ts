import type { RecommendRequest } from "@attune/core/flows/recommend-request";
import type { Recommendations } from "@attune/core/recommendations/schema";
import type { Collaborators } from "../collaborators.ts";

/** A list for a caller: recommended, counted, and its impression appended behind the answer's back. */
export async function answerList(
  { ports, impressions, live, metrics }: Collaborators,
  request: RecommendRequest,
): Promise<Recommendations> {
  const startedMs = performance.now();
  const { recommendations, impression } = await ports.recommend(request);
  if (impression !== undefined) impressions.add(impression);
  const latencyMs = Math.round((performance.now() - startedMs) * 1000) / 1000;
  live.recommended(request.tenant.id, latencyMs, recommendations.degraded);
  metrics.recommendation(recommendations.fallback, recommendations.degraded);
  return { ...recommendations, latencyMs };
}
