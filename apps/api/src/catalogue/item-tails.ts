import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { CatalogueDirectory } from "./catalogue-directory.ts";
import { Tail } from "./tail.ts";

export interface ItemTailPorts {
  readonly log: Log;
  readonly codec: RecordCodec;
  readonly vectors: VectorIndex;
  readonly directory: CatalogueDirectory;
  readonly report: (problem: string) => void;
}

/**
 * The two tails that keep the directory and this process's index current: what tenants say of their items, and what the item lane learned of them.
 * An item's vector is made of both, so either one writes it anew.
 */
export function itemTails({ log, codec, vectors, directory, report }: ItemTailPorts): { catalogue: Tail; itemVectors: Tail } {
  // Only this process writes its index, and stale publications are told by the directory: the order of writing is what counts here.
  let version = 0;
  const reindex = async (changed: ReadonlyMap<string, ReadonlySet<ItemKey>>): Promise<void> => {
    for (const [tenant, keys] of changed) {
      const gone: ItemKey[] = [];
      const present: { key: ItemKey; vector: Float32Array; version: number }[] = [];
      for (const key of keys) {
        const vector = directory.vectorOf(tenant, key);
        if (vector === undefined) gone.push(key);
        else present.push({ key, vector, version: ++version });
      }
      if (gone.length > 0) await vectors.remove(tenant, gone);
      if (present.length > 0) await vectors.upsert(tenant, present);
    }
  };

  const catalogue = new Tail({
    log,
    topic: "catalogue",
    from: "beginning",
    report,
    handle: async (records) => {
      const changed = new Map<string, Set<ItemKey>>();
      for (const { value } of records) {
        if (value.length === 0) continue;
        const record = codec.catalogue.decode(value);
        directory.apply(record);
        note(changed, record.tenant, itemKey(record.itemId));
      }
      await reindex(changed);
    },
  });
  const itemVectors = new Tail({
    log,
    topic: "item-vectors",
    from: "beginning",
    report,
    handle: async (records) => {
      const changed = new Map<string, Set<ItemKey>>();
      for (const { value } of records) {
        if (value.length === 0) continue;
        const record = codec.itemVector.decode(value);
        if (directory.learn(record)) note(changed, record.tenant, record.itemKey);
      }
      await reindex(changed);
    },
  });
  return { catalogue, itemVectors };
}

function note(changed: Map<string, Set<ItemKey>>, tenant: string, key: ItemKey): void {
  const keys = changed.get(tenant);
  if (keys === undefined) changed.set(tenant, new Set([key]));
  else keys.add(key);
}
