import type { ItemKey } from "../identity/item-key.ts";

/**
 * Nearest item vectors by inner product, per tenant. Vectors are finite and of `dimensions` length; anything else is refused
 * with a RangeError. An upsert whose version is not newer than the stored one loses.
 */
export interface VectorIndex {
  readonly dimensions: number;
  upsert(tenant: string, entries: readonly VectorEntry[]): Promise<void>;
  remove(tenant: string, keys: readonly ItemKey[]): Promise<void>;
  /** The `limit` best by inner product, best first, ties by smaller key; `skip` leaves items out before they take a place. */
  search(tenant: string, query: Float32Array, limit: number, skip?: ReadonlySet<ItemKey>): Promise<VectorHits>;
  /** The stored vectors, in the order of `keys`. */
  vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]>;
  size(tenant: string): Promise<number>;
  close(): Promise<void>;
}

export interface VectorEntry {
  readonly key: ItemKey;
  readonly vector: Float32Array;
  readonly version: number;
}

export interface VectorHits {
  readonly keys: Float64Array;
  readonly scores: Float32Array;
}
