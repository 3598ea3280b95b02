import type { CatalogueEntry } from "../catalogue/catalogue-view.ts";
import type { Affinity } from "../features/schema.ts";
import type { ItemKey } from "../identity/item-key.ts";
import type { ModelSettings, RetrieverName } from "../placements/schema.ts";
import type { CandidatePool } from "../retrieval/candidate-pool.ts";
import type { Shares } from "../retrieval/candidates.ts";

/** What the ranker sees of a candidate, in this order. All between 0 and 1, so that one learning rate suits them. */
export const FEATURES = [
  "bias",
  "covisitation",
  "transitions",
  "vectors",
  "popularity",
  "segment-popularity",
  "trending",
  "agreement",
  "affinity",
  "novelty",
  "familiar",
  "position",
] as const;
export type FeatureName = (typeof FEATURES)[number];
export const FEATURE_COUNT = FEATURES.length;
export const SEGMENT_FEATURE = FEATURES.indexOf("segment-popularity");
export const POSITION_FEATURE = FEATURES.indexOf("position");
export const POPULARITY_FEATURE = FEATURES.indexOf("popularity");

/** Where learning starts: the retrievers' weights of the model order the list, and nothing else speaks yet. */
export function priorWeights(settings: ModelSettings): Float64Array {
  const own: Partial<Record<FeatureName, number>> = { bias: -3, affinity: 0.2 };
  const scale = 2;
  return Float64Array.from(FEATURES, (name) => own[name] ?? scale * (settings.retrievers[name as RetrieverName] ?? 0));
}

export interface FeatureContext {
  readonly entryOf: (key: ItemKey) => CatalogueEntry | undefined;
  readonly affinities: readonly Affinity[];
  readonly familiar: ReadonlySet<ItemKey>;
  readonly nowMs: number;
}

const NOVELTY_HALF_LIFE_MS = 30 * 86_400_000;

const AGREEMENT = FEATURES.indexOf("agreement");
const AFFINITY = FEATURES.indexOf("affinity");
const NOVELTY = FEATURES.indexOf("novelty");
const FAMILIAR = FEATURES.indexOf("familiar");

/**
 * Lines of FEATURE_COUNT, one for each of `rows` of the pool. `position` stays 0 when serving: the learner fills it in, so that it explains away
 * place (position bias).
 */
export function candidateFeatures(
  pool: CandidatePool,
  rows: readonly number[],
  proposals: readonly Shares[],
  context: FeatureContext,
): Float32Array {
  const features = new Float32Array(rows.length * FEATURE_COUNT);
  const proposers = new Uint8Array(rows.length);
  for (const { retriever, byRow } of proposals) {
    const feature = FEATURES.indexOf(retriever);
    for (let i = 0; i < rows.length; i++) {
      const share = byRow[rows[i] as number] as number;
      if (share === 0) continue;
      features[i * FEATURE_COUNT + feature] = share;
      proposers[i] = (proposers[i] as number) + 1;
    }
  }
  const affinityOf = new Map(context.affinities.map(({ category, weight }) => [category, weight]));
  for (let i = 0; i < rows.length; i++) {
    const at = i * FEATURE_COUNT;
    const key = pool.keys[rows[i] as number] as ItemKey;
    const entry = context.entryOf(key);
    features[at] = 1;
    features[at + AGREEMENT] = Math.max(0, (proposers[i] as number) - 1) / 5;
    features[at + AFFINITY] = affinity(entry, affinityOf);
    features[at + NOVELTY] = novelty(entry, context.nowMs);
    features[at + FAMILIAR] = context.familiar.has(key) ? 1 : 0;
  }
  return features;
}

function affinity(entry: CatalogueEntry | undefined, affinityOf: ReadonlyMap<string, number>): number {
  if (affinityOf.size === 0) return 0;
  let sum = 0;
  for (const category of entry?.item?.categories ?? []) sum += affinityOf.get(category) ?? 0;
  return Math.min(1, sum);
}

function novelty(entry: CatalogueEntry | undefined, nowMs: number): number {
  if (entry?.publishedAtMs === undefined || entry.publishedAtMs > nowMs) return 0;
  return 2 ** ((entry.publishedAtMs - nowMs) / NOVELTY_HALF_LIFE_MS);
}
