import type { ItemKey } from "../identity/item-key.ts";
import type { RetrieverName } from "../placements/schema.ts";

/** What one retriever proposes, in a column beside those of the others (candidate-pool.ts). */
export interface Proposal {
  readonly retriever: RetrieverName;
  /** By row of the pool, any positive scale; 0 where it proposes nothing. */
  readonly scores: Float64Array;
  /** Which of the person's items made the strongest case for a proposed one, where the retriever can say. */
  readonly because: (key: ItemKey) => ItemKey | undefined;
}

/** One of the items a recommendation starts from. */
export interface Seed {
  readonly key: ItemKey;
  /** 1 for the newest; fades with every step back. */
  readonly weight: number;
}

export const noReason = (): undefined => undefined;
