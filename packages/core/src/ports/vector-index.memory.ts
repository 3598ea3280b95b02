import type { ItemKey } from "../identity/item-key.ts";
import { innerProductScore, requireLimit, requireVector, requireVersion } from "./vector-index.score.ts";
import type { VectorEntry, VectorHits, VectorIndex } from "./vector-index.ts";

type VectorsByKey = Map<ItemKey, { readonly version: number; readonly vector: Float32Array | undefined }>;

/** The simplest index that keeps the port's promise: scores everything, sorts, cuts. O(n log n) per search. */
export function memoryVectorIndex({ dimensions }: { readonly dimensions: number }): VectorIndex {
  /** A removed item stays as its version without a vector, so that a stale writer cannot bring it back. */
  const tenants = new Map<string, VectorsByKey>();

  return {
    dimensions,

    async upsert(tenant: string, entries: readonly VectorEntry[]): Promise<void> {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      const items: VectorsByKey = tenants.get(tenant) ?? new Map();
      tenants.set(tenant, items);
      for (const { key, vector, version } of entries) {
        const stored = items.get(key);
        if (stored === undefined || version > stored.version) items.set(key, { version, vector: vector.slice() });
      }
    },

    async remove(tenant: string, keys: readonly ItemKey[]): Promise<void> {
      const items = tenants.get(tenant);
      for (const key of keys) {
        const stored = items?.get(key);
        if (stored !== undefined) items?.set(key, { version: stored.version, vector: undefined });
      }
    },

    async search(tenant: string, query: Float32Array, limit: number, skip?: ReadonlySet<ItemKey>): Promise<VectorHits> {
      requireVector(dimensions, query, "query");
      requireLimit(limit);
      const found: { key: ItemKey; score: number }[] = [];
      for (const [key, { vector }] of tenants.get(tenant) ?? []) {
        if (vector !== undefined && !skip?.has(key)) found.push({ key, score: innerProductScore(query, vector) });
      }
      // Compared, not subtracted: two scores that overflowed to Infinity are a tie, and their difference is not a number.
      found.sort((a, b) => (a.score > b.score ? -1 : a.score < b.score ? 1 : a.key - b.key));
      const best = found.slice(0, limit);
      return { keys: Float64Array.from(best, (hit) => hit.key), scores: Float32Array.from(best, (hit) => hit.score) };
    },

    async vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]> {
      const items = tenants.get(tenant);
      return keys.map((key) => items?.get(key)?.vector?.slice());
    },

    async size(tenant: string): Promise<number> {
      let count = 0;
      for (const { vector } of tenants.get(tenant)?.values() ?? []) if (vector !== undefined) count++;
      return count;
    },

    async close(): Promise<void> {
      tenants.clear();
    },
  };
}
