import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { VectorEntry, VectorIndex } from "@attune/core/ports/vector-index";
import { itemTerms } from "@attune/core/retrieval/term-filter";
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
  // How far each tail has come. An index may be shared by several api processes, so a vector's version is made of what it was made from: the sum of
  // both offsets only grows, and means the same in every process once both tails are there.
  const reached = { catalogue: 0, "item-vectors": 0 };
  const reindex = async (changed: ReadonlyMap<string, ReadonlySet<ItemKey>>): Promise<void> => {
    const version = reached.catalogue + reached["item-vectors"];
    for (const [tenant, keys] of changed) {
      const gone: ItemKey[] = [];
      const present: VectorEntry[] = [];
      for (const key of keys) {
        const vector = directory.vectorOf(tenant, key);
        if (vector === undefined) gone.push(key);
        else present.push({ key, vector, version, terms: itemTerms(directory.of(tenant).byKey(key)?.item) });
      }
      if (gone.length > 0) await vectors.remove(tenant, gone);
      if (present.length > 0) await vectors.upsert(tenant, present);
    }
  };

  /** `apply` answers which item a record changed, if it changed one. */
  const follow = (topic: "catalogue" | "item-vectors", apply: (value: Uint8Array) => ChangedItem | undefined) =>
    new Tail({
      log,
      topic,
      from: "beginning",
      report,
      handle: async (records) => {
        const changed = new Map<string, Set<ItemKey>>();
        for (const { offset, value } of records) {
          const item = value.length === 0 ? undefined : apply(value);
          if (item !== undefined) note(changed, item);
          reached[topic] = offset + 1;
        }
        await reindex(changed);
      },
    });

  return {
    catalogue: follow("catalogue", (value) => {
      const record = codec.catalogue.decode(value);
      directory.apply(record);
      return { tenant: record.tenant, key: itemKey(record.itemId) };
    }),
    itemVectors: follow("item-vectors", (value) => {
      const record = codec.itemVector.decode(value);
      return directory.learn(record) ? { tenant: record.tenant, key: record.itemKey } : undefined;
    }),
  };
}

interface ChangedItem {
  readonly tenant: string;
  readonly key: ItemKey;
}

function note(changed: Map<string, Set<ItemKey>>, { tenant, key }: ChangedItem): void {
  const keys = changed.get(tenant);
  if (keys === undefined) changed.set(tenant, new Set([key]));
  else keys.add(key);
}
