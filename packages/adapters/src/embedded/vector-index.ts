import type { ItemKey } from "@attune/core/identity/item-key";
import {
  FIRST_GENERATION,
  type VectorAsk,
  type VectorEntry,
  type VectorHits,
  type VectorIndex,
  type VectorQuery,
  type VectorScope,
} from "@attune/core/ports/vector-index";
import { exampleVector, requireLimit, requireVector, requireVersion } from "@attune/core/ports/vector-index.score";
import { VectorArena } from "./vector-index-arena.ts";
import { TenantGenerations } from "./vector-index-generations.ts";
import { Shortlist } from "./vector-index-shortlist.ts";

const MAX_DIMENSIONS = 4096;
const NO_HITS: VectorHits = { keys: new Float64Array(0), scores: new Float32Array(0) };
const WHOLE: VectorScope = {};

/**
 * Exact nearest vectors in this process: an int8 copy is scanned with WebAssembly SIMD, and every row that the proven error
 * bound cannot rule out is scored again in float32 (vector-index-quantise.ts). The answers equal the memory twin's to the bit.
 */
export function embeddedVectorIndex({ dimensions }: { readonly dimensions: number }): VectorIndex {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    throw new RangeError(`dimensions is ${dimensions}; it must be a whole number from 1 to ${MAX_DIMENSIONS}`);
  }
  const arena = new VectorArena(dimensions);
  const shortlist = new Shortlist();
  const tenants = new Map<string, TenantGenerations>();
  const generationsOf = (tenant: string): TenantGenerations => {
    const known = tenants.get(tenant) ?? new TenantGenerations(tenant, FIRST_GENERATION, arena, shortlist);
    tenants.set(tenant, known);
    return known;
  };

  /** Synchronous, so that nothing is written or switched in between. */
  function searchNow(tenant: string, query: VectorQuery, limit: number, scope: VectorScope): VectorHits {
    requireLimit(limit);
    if (query instanceof Float32Array) requireVector(dimensions, query, "query");
    const live = tenants.get(tenant)?.live;
    if (live === undefined || limit === 0) return NO_HITS;
    if (query instanceof Float32Array) return live.search(query, limit, scope);
    const { positive, negative } = query;
    const vectorsOf = (keys: readonly ItemKey[]) => {
      const known = new Map<ItemKey, Float32Array | undefined>();
      for (const key of keys) if (!known.has(key)) known.set(key, live.vector(key));
      return keys.map((key) => known.get(key));
    };
    const target = exampleVector(dimensions, vectorsOf(positive), vectorsOf(negative));
    return target === undefined ? NO_HITS : live.search(target, limit, scope);
  }

  return {
    dimensions,

    async upsert(tenant: string, entries: readonly VectorEntry[], generation = FIRST_GENERATION): Promise<void> {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      const stored = generationsOf(tenant).named(generation);
      for (const entry of entries) stored?.upsert(entry);
    },

    async remove(tenant: string, keys: readonly ItemKey[]): Promise<void> {
      for (const stored of tenants.get(tenant)?.all ?? []) for (const key of keys) stored.remove(key);
    },

    async stage(tenant: string, generation: string): Promise<void> {
      generationsOf(tenant).stage(generation);
    },

    async activate(tenant: string, generation: string): Promise<void> {
      generationsOf(tenant).activate(generation);
    },

    async search(tenant: string, query: VectorQuery, limit: number, scope = WHOLE): Promise<VectorHits> {
      return searchNow(tenant, query, limit, scope);
    },

    async searches(tenant: string, asks: readonly VectorAsk[]): Promise<readonly VectorHits[]> {
      return asks.map(({ query, limit, ...scope }) => searchNow(tenant, query, limit, scope));
    },

    async vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]> {
      const stored = tenants.get(tenant)?.live;
      return keys.map((key) => stored?.vector(key));
    },

    async size(tenant: string): Promise<number> {
      return tenants.get(tenant)?.live.size ?? 0;
    },

    async close(): Promise<void> {
      for (const generations of tenants.values()) for (const stored of generations.all) stored.release();
      tenants.clear();
    },
  };
}
