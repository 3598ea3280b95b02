import type { ItemKey } from "@attune/core/identity/item-key";
import type { VectorEntry, VectorHits, VectorIndex } from "@attune/core/ports/vector-index";
import { requireLimit, requireVector, requireVersion } from "@attune/core/ports/vector-index.score";
import { VectorArena } from "./vector-index-arena.ts";
import { Shortlist } from "./vector-index-shortlist.ts";
import { TenantVectors } from "./vector-index-tenant.ts";

const MAX_DIMENSIONS = 4096;
const NO_HITS: VectorHits = { keys: new Float64Array(0), scores: new Float32Array(0) };

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
  const tenants = new Map<string, TenantVectors>();

  return {
    dimensions,

    async upsert(tenant: string, entries: readonly VectorEntry[]): Promise<void> {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      const stored = tenants.get(tenant) ?? new TenantVectors(arena, shortlist);
      tenants.set(tenant, stored);
      for (const entry of entries) stored.upsert(entry);
    },

    async remove(tenant: string, keys: readonly ItemKey[]): Promise<void> {
      const stored = tenants.get(tenant);
      for (const key of keys) stored?.remove(key);
    },

    async search(tenant: string, query: Float32Array, limit: number, skip?: ReadonlySet<ItemKey>): Promise<VectorHits> {
      requireVector(dimensions, query, "query");
      requireLimit(limit);
      return limit === 0 ? NO_HITS : (tenants.get(tenant)?.search(query, limit, skip) ?? NO_HITS);
    },

    async vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]> {
      const stored = tenants.get(tenant);
      return keys.map((key) => stored?.vector(key));
    },

    async size(tenant: string): Promise<number> {
      return tenants.get(tenant)?.size ?? 0;
    },

    async close(): Promise<void> {
      for (const stored of tenants.values()) stored.release();
      tenants.clear();
    },
  };
}
