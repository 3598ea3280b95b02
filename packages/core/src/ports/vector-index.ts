import type { ItemKey } from "../identity/item-key.ts";
import type { TermFilter } from "../retrieval/term-filter.ts";

/** The vectors that a tenant begins with: what the speed layer makes. */
export const FIRST_GENERATION = "";

/**
 * Nearest item vectors by inner product, per tenant. Vectors are finite and of `dimensions` length; anything else is refused
 * with a RangeError. An upsert whose version is not newer than the stored one loses.
 *
 * Vectors of different models cannot be compared, so a tenant has generations: one is live, and one may be staged beside it. An answer
 * is of one generation, whatever is written or switched meanwhile.
 */
export interface VectorIndex {
  readonly dimensions: number;
  /** Seen by every search that begins when it resolved. What is neither of the live nor of the staged generation loses, as what is stale does. */
  upsert(tenant: string, entries: readonly VectorEntry[], generation?: string): Promise<void>;
  /** Forgets items in every generation. */
  remove(tenant: string, keys: readonly ItemKey[]): Promise<void>;
  /** Begins an empty generation beside the live one, in place of the one staged before; one that is there already stays as it is. */
  stage(tenant: string, generation: string): Promise<void>;
  /** Makes the staged generation live and the live one staged, in one step: the way back is the same call. RangeError for any other generation. */
  activate(tenant: string, generation: string): Promise<void>;
  /** The `limit` best, best first, ties by smaller key. */
  search(tenant: string, query: VectorQuery, limit: number, scope?: VectorScope): Promise<VectorHits>;
  /** Several searches in one round trip, all of one generation. */
  searches(tenant: string, asks: readonly VectorAsk[]): Promise<readonly VectorHits[]>;
  /** The stored vectors, in the order of `keys`. */
  vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]>;
  size(tenant: string): Promise<number>;
  close(): Promise<void>;
}

export interface VectorEntry {
  readonly key: ItemKey;
  readonly vector: Float32Array;
  readonly version: number;
  /** What a search may ask for (`retrieval/term-filter.ts`). */
  readonly terms?: readonly string[];
}

export interface VectorHits {
  readonly keys: Float64Array;
  readonly scores: Float32Array;
}

/** A vector, or items to find more like. */
export type VectorQuery = Float32Array | Examples;

/**
 * Asks by the mean p of the positive examples' vectors; with negative ones of mean n, by p + (p - n). An item named several times counts as often, one
 * without a vector not at all; without any positive vector nothing is found. Examples may be hits: what somebody buys again is near to what they bought.
 */
export interface Examples {
  readonly positive: readonly ItemKey[];
  readonly negative: readonly ItemKey[];
}

/** Leaves items out before they take a place. */
export interface VectorScope {
  readonly skip?: ReadonlySet<ItemKey> | undefined;
  readonly where?: TermFilter | undefined;
}

export interface VectorAsk extends VectorScope {
  readonly query: VectorQuery;
  readonly limit: number;
}
