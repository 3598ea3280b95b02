import { type ItemKey, itemKey } from "../identity/item-key.ts";
import { type CatalogueEntry, type CatalogueView, catalogueEntry } from "./catalogue-view.ts";
import type { ItemVectorRecord } from "../models/item-vector-record.ts";
import { itemVector } from "../models/content-vector.ts";
import type { Item } from "./schema.ts";

/** The writable side of a catalogue view: the tails write, requests read. */
export class TenantCatalogue implements CatalogueView {
  readonly #entries = new Map<ItemKey, CatalogueEntry>();
  readonly #signals = new Map<ItemKey, ItemVectorRecord>();
  #sortedIds: string[] | undefined;

  get size(): number {
    return this.#entries.size;
  }

  byKey(key: ItemKey): CatalogueEntry | undefined {
    return this.#entries.get(key);
  }

  byId(itemId: string): CatalogueEntry | undefined {
    const entry = this.#entries.get(itemKey(itemId));
    return entry?.itemId === itemId ? entry : undefined;
  }

  collision(itemId: string): CatalogueEntry | undefined {
    const entry = this.#entries.get(itemKey(itemId));
    return entry !== undefined && entry.itemId !== itemId ? entry : undefined;
  }

  page(afterId: string | undefined, limit: number): readonly CatalogueEntry[] {
    this.#sortedIds ??= [...this.#entries.values()].map((entry) => entry.itemId).sort();
    const ids = this.#sortedIds;
    const start = afterId === undefined ? 0 : upperBound(ids, afterId);
    return ids.slice(start, start + limit).map((id) => this.#entries.get(itemKey(id)) as CatalogueEntry);
  }

  entries(): IterableIterator<CatalogueEntry> {
    return this.#entries.values();
  }

  popularityScore(key: ItemKey): number {
    return this.#signals.get(key)?.popularity ?? Number.NEGATIVE_INFINITY;
  }

  /** Takes note of what the item lane learned; an item that only events have named appears here. */
  learn(record: ItemVectorRecord): void {
    this.#signals.set(record.itemKey, record);
    this.put(record.itemId, undefined);
  }

  /** The item's vector for the index, of behaviour and content as far as they are known. */
  vectorOf(key: ItemKey): Float32Array {
    return itemVector(this.#signals.get(key)?.vector, this.#entries.get(key)?.item);
  }

  /** Adds or replaces; without `item` an entry that has one keeps it (an event merely named the item). */
  put(itemId: string, item: Item | undefined): void {
    const key = itemKey(itemId);
    const former = this.#entries.get(key);
    if (former === undefined) this.#sortedIds = undefined;
    else if (item === undefined) return;
    this.#entries.set(key, catalogueEntry(itemId, item));
  }

  remove(itemId: string): void {
    if (this.#entries.delete(itemKey(itemId))) this.#sortedIds = undefined;
  }
}

/** Index of the first id greater than `id`. */
function upperBound(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as string) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
