import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import type { ItemKey } from "../identity/item-key.ts";
import type { Placement } from "../placements/schema.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import { diversify } from "./diversify.ts";
import { explain } from "./explain.ts";
import { explore } from "./explore.ts";
import { FEATURE_COUNT } from "./features.ts";
import type { Decision } from "./schema.ts";
import { seededRandom } from "./seeded-random.ts";

const REASONS = 2;
const REASONS_EXPLAINED = 6;

/** The shown list, and beside it what an impression remembers of it. */
export interface ComposedList {
  readonly items: Recommendations["items"];
  readonly keys: readonly ItemKey[];
  readonly features: Float32Array;
  readonly propensities: Float32Array;
}

/** What a list depends on besides the decision. */
export interface ListRequest {
  readonly recommendationId: string;
  readonly catalogue: CatalogueView;
  readonly placement: Placement;
  readonly count: number;
  readonly given: readonly string[] | undefined;
  readonly explain: boolean;
  readonly includeItems: boolean;
}

/** Diversifies the best (given items keep their order), gives places to exploration, explains. Seeded by the recommendation id alone. */
export function composeList(decision: Decision, vectors: readonly (Float32Array | undefined)[], request: ListRequest): ComposedList {
  const { settings } = request.placement.model;
  const order = request.given ? decision.candidates.map((_, i) => i) : varied(decision, vectors, settings.diversity, request.count);
  const share = request.given || request.placement.strategy === "trending" ? 0 : settings.exploration;
  const count = request.given ? decision.candidates.length : request.count;
  const placed = explore(order, count, share, seededRandom(request.recommendationId));
  const features = new Float32Array(placed.length * FEATURE_COUNT);
  const itemIdOf = (key: ItemKey) => request.catalogue.byKey(key)?.itemId;
  const items = placed.map(({ index, explored }, position) => {
    const { key } = decision.candidates[index] as Decision["candidates"][number];
    features.set(decision.features.subarray(index * FEATURE_COUNT, (index + 1) * FEATURE_COUNT), position * FEATURE_COUNT);
    const reasons = explain(
      key,
      decision.features,
      index,
      decision.weights,
      decision.proposals,
      itemIdOf,
      request.explain ? REASONS_EXPLAINED : REASONS,
    );
    const entry = request.catalogue.byKey(key);
    return {
      itemId: entry?.itemId ?? (request.given?.[index] as string),
      position: position + 1,
      score: Math.round((decision.scores[index] as number) * 1e6) / 1e6,
      reasons: explored
        ? [{ code: "exploration" as const, weight: 1 }, ...reasons]
        : reasons.length > 0
          ? reasons
          : [{ code: request.given ? ("given" as const) : ("popular" as const), weight: 1 }],
      ...(request.includeItems && entry !== undefined && { item: entry.item ?? { itemId: entry.itemId } }),
    };
  });
  return {
    items,
    keys: placed.map(({ index }) => (decision.candidates[index] as Decision["candidates"][number]).key),
    features,
    propensities: Float32Array.from(placed, ({ propensity }) => propensity),
  };
}

/** MMR over the pool that has vectors for as many places as are shown, the rest behind it in its own order. */
function varied(decision: Decision, vectors: readonly (Float32Array | undefined)[], diversity: number, count: number): number[] {
  const all = decision.candidates.map((_, i) => i);
  if (diversity === 0 || vectors.length < 2) return all;
  const best = decision.scores[0] || 1;
  const relevance = Float64Array.from(vectors, (_, i) => (decision.scores[i] as number) / best);
  const lengths = Float64Array.from(vectors, (vector) => (vector === undefined ? 0 : Math.sqrt(dot(vector, vector))));
  const cosine = (a: number, b: number): number => {
    const scale = (lengths[a] as number) * (lengths[b] as number);
    return scale === 0 ? 0 : dot(vectors[a] as Float32Array, vectors[b] as Float32Array) / scale;
  };
  const first = diversify(relevance, cosine, 1 - diversity, count);
  const taken = new Set(first);
  return [...first, ...all.filter((i) => !taken.has(i))];
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
