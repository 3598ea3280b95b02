import type { ItemKey } from "../identity/item-key.ts";
import type { Shares } from "../retrieval/candidates.ts";

export interface Candidate {
  readonly key: ItemKey;
}

export interface Decision {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Probability of an outcome, by candidate. */
  readonly scores: Float64Array;
  /** FEATURE_COUNT for each candidate. */
  readonly features: Float32Array;
  readonly weights: Float64Array;
  readonly proposals: readonly Pick<Shares, "retriever" | "because">[];
  /** Retrieval alone found too little, and the list was filled from what is popular or simply there. */
  readonly filled: boolean;
}
