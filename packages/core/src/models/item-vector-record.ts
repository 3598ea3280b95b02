import type { ItemKey } from "../identity/item-key.ts";

/** What `attune.item-vectors` (compacted, keyed `tenant|item`) carries: the api's index and its view of popularity are its tail. */
export interface ItemVectorRecord {
  readonly tenant: string;
  readonly itemId: string;
  readonly itemKey: ItemKey;
  /** Behaviour part of the item's vector, BEHAVIOUR_DIMENSIONS long; content is added where the catalogue is (content-vector.ts). */
  readonly vector: Float32Array;
  /** Landmark score of the popularity (landmark-decay.ts). */
  readonly popularity: number;
  /** Grows with every publication of the item; a stale writer loses. */
  readonly version: number;
}
