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
import { notStaged, requireVector, requireVersion } from "@attune/core/ports/vector-index.score";
import { gatherWrites } from "./gather-writes.ts";
import { livePointers } from "./live-pointers.ts";
import { openCollection, type QdrantOptions } from "./open-collection.ts";
import { equals, field, GONE, ofTenant, pointerId, pointId } from "./points.ts";
import { atPointer, readPoints } from "./read-points.ts";
import { searcher } from "./search-points.ts";
import { liveSlot, SLOTS, type TenantPointer, withLive, withStaged } from "./tenant-pointer.ts";
import { type VectorWrite, vectorWriter } from "./write-vectors.ts";

const GATHER = { maxBatch: 500, maxWaiting: 20_000 } as const;

/**
 * Item vectors of all tenants in one collection. A point is an item, with a named vector for each of two slots; which slot is live is a point of its own
 * (tenant-pointer.ts), read in the same request as every search, so that all processes change over at once and none needs to be told. A removed item stays as a
 * point that is shown under no epoch and remembers its version, so that a stale writer cannot bring it back. Every hit's tenant is looked at again: the filter
 * is all that keeps tenants apart on the server.
 */
export async function qdrantVectorIndex(options: QdrantOptions): Promise<VectorIndex> {
  const { dimensions } = options;
  const collection = await openCollection(options);
  const { client, name } = collection;
  const writes = gatherWrites<VectorWrite>(GATHER, vectorWriter(collection));
  const under = livePointers();
  const searches = searcher(collection, dimensions, under);

  const readPointer = async (tenant: string) => (await readPoints(collection, tenant, [])).pointer;

  /** Compare-and-set: what another process did meanwhile is looked at, and `change` is asked again. */
  async function movePointer(tenant: string, change: (pointer: TenantPointer) => TenantPointer): Promise<TenantPointer> {
    for (let before = await readPointer(tenant); ; ) {
      const after = change(before);
      if (after === before) return before;
      const update_filter = { must: [ofTenant(tenant), equals("revision", before.revision)] };
      await client.upsert(name, { wait: true, points: [{ id: pointerId(tenant), vector: {}, payload: after }], update_filter });
      before = await readPointer(tenant);
    }
  }

  return {
    dimensions,
    searches,

    async upsert(tenant: string, entries: readonly VectorEntry[], generation = FIRST_GENERATION) {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      await writes.put(
        entries.map(({ key, vector, version, terms = [] }) => {
          const id = `${key}|${tenant}|${generation}`;
          return { id, tenant, generation, key, version, vector: Array.from(vector), terms: [...terms] };
        }),
      );
    },

    async remove(tenant: string, keys: readonly ItemKey[]) {
      if (keys.length === 0) return;
      await writes.settled();
      const payload = Object.fromEntries(SLOTS.map((slot) => [field.shown(slot), GONE]));
      const has_id = keys.map((key) => pointId(tenant, key));
      await client.setPayload(name, { wait: true, payload, filter: { must: [ofTenant(tenant), { has_id }] } });
    },

    async stage(tenant: string, generation: string) {
      await movePointer(tenant, (pointer) => withStaged(pointer, generation));
    },

    async activate(tenant: string, generation: string) {
      await movePointer(tenant, (pointer) => {
        const moved = withLive(pointer, generation);
        if (moved === undefined) throw notStaged(tenant, generation);
        return moved;
      });
    },

    async search(tenant: string, query: VectorQuery, limit: number, scope: VectorScope = {}): Promise<VectorHits> {
      const [hits] = await searches(tenant, [{ ...scope, query, limit } satisfies VectorAsk]);
      return hits as VectorHits;
    },

    async vectors(tenant: string, keys: readonly ItemKey[]) {
      if (keys.length === 0) return [];
      const ids = keys.map((key) => pointId(tenant, key));
      return under(tenant, async (live) => {
        const { read } = await atPointer(collection, tenant, live, [], ids, live.slot);
        return ids.map((id) => read.vectorOf(id, live));
      });
    },

    async size(tenant: string) {
      const { slot, epoch } = liveSlot(await readPointer(tenant));
      const filter = { must: [ofTenant(tenant), equals(field.shown(slot), epoch)] };
      return (await client.count(name, { filter, exact: true })).count;
    },

    async close() {
      await writes.settled();
    },
  };
}
