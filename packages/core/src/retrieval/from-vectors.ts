import type { CandidatePool } from "./candidate-pool.ts";
import { noReason, type Proposal } from "./candidates.ts";

/** Hits of the vector index, best first. */
export interface VectorHitColumns {
  readonly keys: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** Items near the person's vector. What points the other way is not proposed. */
export function nearest(pool: CandidatePool, hits: VectorHitColumns | undefined): Proposal {
  const scores = pool.column();
  for (let i = 0; i < (hits?.keys.length ?? 0); i++) {
    const score = hits?.scores[i] as number;
    if (score > 0) scores[pool.add(hits?.keys[i] as number)] = score;
  }
  return { retriever: "vectors", scores, because: noReason };
}
