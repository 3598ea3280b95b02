import { type ItemKey, itemKey } from "../identity/item-key.ts";
import { ItemRows } from "../item-rows.ts";
import type { ItemVectorRecord } from "../models/item-vector-record.ts";
import { type CatalogueEntry, type CatalogueView, catalogueEntry } from "./catalogue-view.ts";
import type { Item } from "./schema.ts";

/** The writable side of a catalogue view: the tails write, requests read. Columns by row, because a request asks about thousands of items. */
export class TenantCatalogue implements CatalogueView {
  readonly #rows = new ItemRows();
  readonly #entries: (CatalogueEntry | undefined)[] = [];
  readonly #signals: (ItemVectorRecord | undefined)[] = [];
  #popularity = new Float64Array(0);
  #size = 0;
  #sortedIds: string[] | undefined;

  get size(): number {
    return this.#size;
  }

  byKey(key: ItemKey): CatalogueEntry | undefined {
    const row = this.#rows.find(key);
    return row < 0 ? undefined : this.#entries[row];
  }

  byId(itemId: string): CatalogueEntry | undefined {
    const entry = this.byKey(itemKey(itemId));
    return entry?.itemId === itemId ? entry : undefined;
  }

  collision(itemId: string): CatalogueEntry | undefined {
    const entry = this.byKey(itemKey(itemId));
    return entry !== undefined && entry.itemId !== itemId ? entry : undefined;
  }

  page(afterId: string | undefined, limit: number): readonly CatalogueEntry[] {
    this.#sortedIds ??= Array.from(this.entries(), (entry) => entry.itemId).sort();
    const ids = this.#sortedIds;
    const start = afterId === undefined ? 0 : upperBound(ids, afterId);
    return ids.slice(start, start + limit).map((id) => this.byKey(itemKey(id)) as CatalogueEntry);
  }

  *entries(): IterableIterator<CatalogueEntry> {
    for (const entry of this.#entries) if (entry !== undefined) yield entry;
  }

  popularityScore(key: ItemKey): number {
    const row = this.#rows.find(key);
    return row < 0 ? Number.NEGATIVE_INFINITY : (this.#popularity[row] as number);
  }

  /** Takes note of what the item lane learned; an item that only events have named appears here. */
  learn(record: ItemVectorRecord): void {
    const row = this.#rowOf(record.itemKey);
    this.#signals[row] = record;
    this.#popularity[row] = record.popularity;
    this.put(record.itemId, undefined);
  }

  /** What the item lane last published of the item's behaviour. */
  behaviourOf(key: ItemKey): Float32Array | undefined {
    const row = this.#rows.find(key);
    return row < 0 ? undefined : this.#signals[row]?.vector;
  }

  /** Adds or replaces; without `item` an entry that has one keeps it (an event merely named the item). */
  put(itemId: string, item: Item | undefined): void {
    const row = this.#rowOf(itemKey(itemId));
    const former = this.#entries[row];
    if (former === undefined) {
      this.#sortedIds = undefined;
      this.#size += 1;
    } else if (item === undefined) return;
    this.#entries[row] = catalogueEntry(itemId, item);
  }

  remove(itemId: string): void {
    const row = this.#rows.find(itemKey(itemId));
    if (row < 0 || this.#entries[row] === undefined) return;
    this.#entries[row] = undefined;
    this.#size -= 1;
    this.#sortedIds = undefined;
  }

  #rowOf(key: ItemKey): number {
    const row = this.#rows.add(key);
    if (row === this.#popularity.length) {
      const popularity = new Float64Array(Math.max(16, 2 * row)).fill(Number.NEGATIVE_INFINITY);
      popularity.set(this.#popularity);
      this.#popularity = popularity;
    }
    if (row === this.#entries.length) {
      this.#entries.push(undefined);
      this.#signals.push(undefined);
    }
    return row;
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
