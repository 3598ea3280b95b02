import type { ItemKey } from "../identity/item-key.ts";
import type { ModelSettings, RetrieverName } from "../placements/schema.ts";
import type { Proposal } from "./candidates.ts";

/** A candidate and, by retriever, its score as a share of that retriever's best. */
export interface Candidate {
  readonly key: ItemKey;
  readonly shares: Partial<Record<RetrieverName, number>>;
  /** Weighted reciprocal rank fusion: what decides who remains a candidate. */
  fused: number;
}

/** Rank constant of reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009). */
const RRF_K = 60;

/**
 * Joins the proposals: every retriever's own order counts by reciprocal rank, so that no scale dominates, and the best `limit` remain. The
 * shares of each retriever's best score go on to the ranker, which knows better than ranks how sure a retriever was.
 */
export function mergeProposals(proposals: readonly Proposal[], settings: ModelSettings, allowed: (key: ItemKey) => boolean, limit: number): Candidate[] {
  const candidates = new Map<ItemKey, Candidate>();
  for (const { retriever, scores } of proposals) {
    const weight = settings.retrievers[retriever] ?? 0;
    if (weight === 0) continue;
    const ranked = [...scores].filter(([key]) => allowed(key)).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const best = ranked[0]?.[1] ?? 1;
    for (const [rank, [key, score]] of ranked.slice(0, limit).entries()) {
      let candidate = candidates.get(key);
      if (candidate === undefined) {
        candidate = { key, shares: {}, fused: 0 };
        candidates.set(key, candidate);
      }
      candidate.shares[retriever] = best > 0 ? score / best : 0;
      candidate.fused += weight / (RRF_K + rank + 1);
    }
  }
  const merged = [...candidates.values()].sort((a, b) => b.fused - a.fused || a.key - b.key);
  if (merged.length > limit) merged.length = limit;
  return merged;
}
