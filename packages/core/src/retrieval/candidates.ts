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

/** Which rows of the pool may be shown. `isShut` is what is known without asking; `isOpen` asks, once per row. */
export interface RowGate {
  isShut(row: number): boolean;
  isOpen(row: number): boolean;
  /** The same for an item that is no row yet. */
  mayShow(key: ItemKey): boolean;
}

/** A retriever's proposal as shares: its best item that may be shown has 1. */
export interface Shares {
  readonly retriever: RetrieverName;
  readonly because: Proposal["because"];
  /** By row of the pool, 0 where it proposes nothing; above 1 only for items that may not be shown. */
  readonly byRow: Float64Array;
}

/** One of the items a recommendation starts from. */
export interface Seed {
  readonly key: ItemKey;
  /** 1 for the newest; fades with every step back. */
  readonly weight: number;
}

export const noReason = (): undefined => undefined;
