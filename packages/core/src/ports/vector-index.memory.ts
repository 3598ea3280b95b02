import type { ItemKey } from "../identity/item-key.ts";
import { passesTerms } from "../retrieval/term-filter.ts";
import { exampleVector, innerProductScore, notStaged, requireLimit, requireVector, requireVersion } from "./vector-index.score.ts";
import { type Examples, FIRST_GENERATION, type VectorEntry, type VectorHits, type VectorIndex, type VectorScope } from "./vector-index.ts";

interface Stored {
  readonly version: number;
  /** Undefined once removed: a version without a vector, so that a stale writer cannot bring the item back. */
  readonly vector: Float32Array | undefined;
  readonly terms: readonly string[];
}

interface Generation {
  readonly name: string;
  readonly items: Map<ItemKey, Stored>;
}

/** The simplest index that keeps the port's promise: scores everything, sorts, cuts. O(n log n) per search. */
export function memoryVectorIndex({ dimensions }: { readonly dimensions: number }): VectorIndex {
  const tenants = new Map<string, { live: Generation; staged: Generation | undefined }>();
  const generationsOf = (tenant: string) => {
    const known = tenants.get(tenant) ?? { live: emptyGeneration(FIRST_GENERATION), staged: undefined };
    tenants.set(tenant, known);
    return known;
  };
  const live = (tenant: string) => generationsOf(tenant).live.items;

  const search = async (tenant: string, query: Float32Array | Examples, limit: number, scope: VectorScope = {}): Promise<VectorHits> => {
    requireLimit(limit);
    if (query instanceof Float32Array) requireVector(dimensions, query, "query");
    const items = live(tenant);
    const vectorsOf = (keys: readonly ItemKey[]) => keys.map((key) => items.get(key)?.vector);
    const target = query instanceof Float32Array ? query : exampleVector(dimensions, vectorsOf(query.positive), vectorsOf(query.negative));
    const found: { key: ItemKey; score: number }[] = [];
    for (const [key, { vector, terms }] of target === undefined ? [] : items) {
      if (vector === undefined || scope.skip?.has(key)) continue;
      if (scope.where !== undefined && !passesTerms(scope.where, terms)) continue;
      found.push({ key, score: innerProductScore(target as Float32Array, vector) });
    }
    // Compared, not subtracted: two scores that overflowed to Infinity are a tie, and their difference is not a number.
    found.sort((a, b) => (a.score > b.score ? -1 : a.score < b.score ? 1 : a.key - b.key));
    const best = found.slice(0, limit);
    return { keys: Float64Array.from(best, (hit) => hit.key), scores: Float32Array.from(best, (hit) => hit.score) };
  };

  return {
    dimensions,
    search,
    searches: (tenant, asks) => Promise.all(asks.map(({ query, limit, ...scope }) => search(tenant, query, limit, scope))),

    async upsert(tenant: string, entries: readonly VectorEntry[], generation = FIRST_GENERATION): Promise<void> {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      const { live, staged } = generationsOf(tenant);
      const items = [live, staged].find((one) => one?.name === generation)?.items;
      for (const { key, vector, version, terms = [] } of items === undefined ? [] : entries) {
        const stored = items?.get(key);
        if (stored === undefined || version > stored.version) items?.set(key, { version, vector: vector.slice(), terms: [...terms] });
      }
    },

    async remove(tenant: string, keys: readonly ItemKey[]): Promise<void> {
      const { live, staged } = generationsOf(tenant);
      for (const { items } of staged === undefined ? [live] : [live, staged]) {
        for (const key of keys) {
          const stored = items.get(key);
          if (stored !== undefined) items.set(key, { version: stored.version, vector: undefined, terms: [] });
        }
      }
    },

    async stage(tenant: string, generation: string): Promise<void> {
      const generations = generationsOf(tenant);
      if (generations.live.name === generation || generations.staged?.name === generation) return;
      generations.staged = emptyGeneration(generation);
    },

    async activate(tenant: string, generation: string): Promise<void> {
      const { live, staged } = generationsOf(tenant);
      if (live.name === generation) return;
      if (staged?.name !== generation) throw notStaged(tenant, generation);
      tenants.set(tenant, { live: staged, staged: live });
    },

    async vectors(tenant: string, keys: readonly ItemKey[]): Promise<readonly (Float32Array | undefined)[]> {
      const items = live(tenant);
      return keys.map((key) => items.get(key)?.vector?.slice());
    },

    async size(tenant: string): Promise<number> {
      let count = 0;
      for (const { vector } of live(tenant).values()) if (vector !== undefined) count++;
      return count;
    },

    async close(): Promise<void> {
      tenants.clear();
    },
  };
}

function emptyGeneration(name: string): Generation {
  return { name, items: new Map() };
}
