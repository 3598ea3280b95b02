import { BoundedCache } from "@attune/core/bounded-cache";
import type { ItemDelta } from "@attune/core/events/item-delta";
import {
  closeItem,
  emptyTopList,
  foldItemDelta,
  type ItemEntry,
  type ItemLaneState,
  itemWatermarkMs,
  newItemEntry,
  offerToLists,
} from "@attune/core/flows/fold-item-delta";
import type { ItemKey } from "@attune/core/identity/item-key";
import { ITEM_MODEL } from "@attune/core/models/model-settings";
import { packItemState, unpackItemState } from "@attune/core/models/pack-item-state";
import { packTopList, unpackTopList } from "@attune/core/models/pack-top-list";
import type { TopList } from "@attune/core/models/top-list";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import type { LogRecord } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { itemPartition, itemStateKey, LANE_META_KEY, topListKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import type { DeadLetter } from "./dead-letters.ts";
import { type DecodedRecord, decodeRecords } from "./decode-records.ts";
import { foldOrPoison } from "./fold-or-poison.ts";
import type { FoldedBatch, LaneFolder } from "./lane-runner.ts";
import { packItemMeta, unpackItemMeta } from "./pack-lane-meta.ts";

export interface ItemLanePorts {
  readonly state: StateStore;
  readonly codec: RecordCodec;
  readonly park: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Publishes the vectors of items that moved; may publish later what it holds back. */
  readonly publishVectors: (changed: readonly ItemEntry[]) => Promise<void>;
}

/** By tenant. */
type BatchItems = Map<string, Map<ItemKey, ItemEntry>>;

/** The keys that a batch concerns, by tenant. */
function touchedBy(deltas: readonly DecodedRecord<ItemDelta>[]): Map<string, Set<ItemKey>> {
  const touched = new Map<string, Set<ItemKey>>();
  for (const { record } of deltas) {
    if (record.interaction === undefined) continue;
    const keys = touched.get(record.tenant) ?? new Set();
    touched.set(record.tenant, keys);
    keys.add(record.interaction.itemKey);
    for (const { itemKey } of record.interaction.context) keys.add(itemKey);
  }
  return touched;
}

/** Items kept unpacked: about 15 KB each when their neighbour tables are full. */
const CACHED_ITEMS = 20_000;
/** Items whose panes one batch closes beside those it touches. */
const CLOSED_PER_BATCH = 500;

/** One partition of the item lane: deltas in; neighbours, popularity, lists and vectors out. */
export function itemLane(ports: ItemLanePorts, partition: number): LaneFolder {
  const poisoned = new Map<number, unknown>();
  const out = new ByteWriter();
  let items = new BoundedCache<string, ItemEntry>(CACHED_ITEMS);
  let lists = new Map<string, TopList>();
  let lane: ItemLaneState = { partition, sources: new Map(), watermarks: new Map() };
  /** Items with panes still open, by key of their state: what a burst left open is read whole by every request until somebody closes it. */
  let withOpenPanes = new Map<string, ItemEntry>();

  async function open(): Promise<void> {
    items = new BoundedCache(CACHED_ITEMS);
    lists = new Map();
    withOpenPanes = new Map();
    const [meta] = await ports.state.read([{ lane: "items", partition, key: LANE_META_KEY }]);
    lane = meta === undefined ? { partition, sources: new Map(), watermarks: new Map() } : unpackItemMeta(meta, partition);
    for await (const { key, value } of ports.state.scan({ lane: "items", partition }, "t"))
      lists.set(key, unpackTopList(value, ITEM_MODEL.topListLength));
  }

  /** The items of a batch, unpacked, by tenant and key: those not in memory are read in one round trip. A batch names its items ten times over. */
  async function load(deltas: readonly DecodedRecord<ItemDelta>[]): Promise<BatchItems> {
    const loaded: BatchItems = new Map();
    const missing: { readonly tenant: string; readonly key: ItemKey }[] = [];
    for (const [tenant, keys] of touchedBy(deltas)) {
      const ofTenant = new Map<ItemKey, ItemEntry>();
      loaded.set(tenant, ofTenant);
      for (const key of keys) {
        if (itemPartition(tenant, key) !== partition) continue;
        const known = items.get(itemStateKey(tenant, key).key);
        if (known) ofTenant.set(key, known);
        else missing.push({ tenant, key });
      }
    }
    const values = missing.length === 0 ? [] : await ports.state.read(missing.map(({ tenant, key }) => itemStateKey(tenant, key)));
    missing.forEach(({ tenant, key }, i) => {
      const packed = values[i];
      const entry = newItemEntry(tenant, key, packed === undefined ? undefined : unpackItemState(packed));
      loaded.get(tenant)?.set(key, entry);
      items.set(itemStateKey(tenant, key).key, entry);
    });
    return loaded;
  }

  async function fold(records: readonly LogRecord[]): Promise<FoldedBatch> {
    let dead: readonly DeadLetter[] = [];
    const entries = await foldOrPoison(
      async () => {
        const parts = decodeRecords(records, ports.codec.itemDelta, poisoned, { topic: "item-deltas", partition });
        dead = parts.dead;
        return {
          decoded: parts.decoded,
          begin: async () => {
            const loaded = await load(parts.decoded);
            const entryOf = (tenant: string, key: ItemKey) => loaded.get(tenant)?.get(key);
            return { fold: ({ record }: DecodedRecord<ItemDelta>) => void foldItemDelta(lane, record, entryOf), finish: () => loaded };
          },
        };
      },
      poisoned,
      open,
    );
    const touched = [...entries.values()].flatMap((ofTenant) => [...ofTenant.values()].filter((entry) => entry.changed));
    const changed = [...touched, ...closeDuePanes()];
    for (const entry of touched) if (hasOpenPanes(entry)) withOpenPanes.set(itemStateKey(entry.tenant, entry.key).key, entry);
    const changedLists = new Map<string, TopList>();
    for (const entry of changed)
      for (const name of offerToLists(entry, listOf))
        changedLists.set(topListKey(entry.tenant, partition, name).key, listOf(entry.tenant, name));
    return {
      publish: async () => {
        await Promise.all([ports.park(dead), ports.publishVectors(changed)]);
        poisoned.clear();
      },
      puts: () => [
        [LANE_META_KEY, packItemMeta(lane)],
        ...changed.map((entry) => {
          entry.changed = false;
          return [itemStateKey(entry.tenant, entry.key).key, packItemState(entry.state, out)] as const;
        }),
        ...[...changedLists].map(([key, list]) => [key, packTopList(list, out)] as const),
      ],
    };
  }

  /** Closes panes that the watermark has passed since their item was last touched. It closes what a touch would close, so the state is the same. */
  function closeDuePanes(): ItemEntry[] {
    const closed: ItemEntry[] = [];
    for (const [id, entry] of withOpenPanes) {
      if (closed.length === CLOSED_PER_BATCH) break;
      // Another batch may have evicted and read the item anew: then this is not its state any more.
      if (entry.changed || items.get(id) !== entry) withOpenPanes.delete(id);
      else if (closeItem(entry.state, itemWatermarkMs(lane, entry.tenant))) {
        entry.changed = true;
        closed.push(entry);
        if (!hasOpenPanes(entry)) withOpenPanes.delete(id);
      }
    }
    return closed;
  }

  function listOf(tenant: string, name: string): TopList {
    const { key } = topListKey(tenant, partition, name);
    let list = lists.get(key);
    if (list === undefined) {
      list = emptyTopList();
      lists.set(key, list);
    }
    return list;
  }

  return { open, fold, committed: () => undefined };
}

function hasOpenPanes({ state }: ItemEntry): boolean {
  return state.next.open.size + state.together.open.size > 0;
}
