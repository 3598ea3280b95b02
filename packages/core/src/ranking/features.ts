import type { CatalogueEntry } from "../catalogue/catalogue-view.ts";
import type { Affinity } from "../features/affinities.ts";
import type { ModelSettings, RetrieverName } from "../placements/schema.ts";
import type { Candidate } from "../retrieval/merge-proposals.ts";

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
export const POSITION_FEATURE = FEATURES.indexOf("position");
export const POPULARITY_FEATURE = FEATURES.indexOf("popularity");

/** Where learning starts: the retrievers' weights of the model order the list, and nothing else speaks yet. */
export function priorWeights(settings: ModelSettings): Float64Array {
  const own: Partial<Record<FeatureName, number>> = { bias: -3, affinity: 0.2 };
  const scale = 2;
  return Float64Array.from(FEATURES, (name) => own[name] ?? scale * (settings.retrievers[name as RetrieverName] ?? 0));
}

export interface FeatureContext {
  readonly entryOf: (candidate: Candidate) => CatalogueEntry | undefined;
  readonly affinities: readonly Affinity[];
  readonly familiar: ReadonlySet<number>;
  readonly nowMs: number;
}

const NOVELTY_HALF_LIFE_MS = 30 * 86_400_000;

/** Rows of FEATURE_COUNT, one per candidate. `position` stays 0 when serving: the learner fills it in, so that it explains away place (position bias). */
export function candidateFeatures(candidates: readonly Candidate[], context: FeatureContext): Float32Array {
  const rows = new Float32Array(candidates.length * FEATURE_COUNT);
  const affinityOf = new Map(context.affinities.map(({ category, weight }) => [category, weight]));
  for (const [i, candidate] of candidates.entries()) {
    const { shares } = candidate;
    const entry = context.entryOf(candidate);
    const proposers = Object.keys(shares).length;
    rows.set(
      [
        1,
        shares.covisitation ?? 0,
        shares.transitions ?? 0,
        shares.vectors ?? 0,
        shares.popularity ?? 0,
        shares["segment-popularity"] ?? 0,
        shares.trending ?? 0,
        proposers > 1 ? (proposers - 1) / 5 : 0,
        affinity(entry, affinityOf),
        novelty(entry, context.nowMs),
        context.familiar.has(candidate.key) ? 1 : 0,
        0,
      ],
      i * FEATURE_COUNT,
    );
  }
  return rows;
}

function affinity(entry: CatalogueEntry | undefined, affinityOf: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const category of entry?.item?.categories ?? []) sum += affinityOf.get(category) ?? 0;
  return Math.min(1, sum);
}

function novelty(entry: CatalogueEntry | undefined, nowMs: number): number {
  if (entry?.publishedAtMs === undefined || entry.publishedAtMs > nowMs) return 0;
  return 2 ** ((entry.publishedAtMs - nowMs) / NOVELTY_HALF_LIFE_MS);
}
