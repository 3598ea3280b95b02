import { type ItemKey, itemKey } from "../identity/item-key.ts";
import type { Item } from "./schema.ts";

/** What serving knows of an item without asking a store. */
export interface CatalogueEntry {
  readonly key: ItemKey;
  readonly itemId: string;
  /** Undefined for an item that only events have named so far. */
  readonly item: Item | undefined;
  readonly availableFromMs: number;
  readonly availableUntilMs: number;
  readonly publishedAtMs: number | undefined;
}

/**
 * One tenant's items in memory, kept current by the tails of `attune.catalogue` and `attune.item-vectors`. About 400 bytes an item beside its
 * own text. Lookups by key are what ranking and filters use.
 */
export interface CatalogueView {
  readonly size: number;
  byKey(key: ItemKey): CatalogueEntry | undefined;
  byId(itemId: string): CatalogueEntry | undefined;
  entries(): IterableIterator<CatalogueEntry>;
  /** Landmark score of an item's popularity; -Infinity when nothing is known. */
  popularityScore(key: ItemKey): number;
  /** Entries in order of item id, those after `afterId`, at most `limit`. */
  page(afterId: string | undefined, limit: number): readonly CatalogueEntry[];
  /** The item whose key another item already holds, or undefined: ids of 48-bit keys may collide. */
  collision(itemId: string): CatalogueEntry | undefined;
}

export function instantMs(instant: string | number | undefined): number | undefined {
  if (instant === undefined) return undefined;
  return typeof instant === "number" ? instant : Date.parse(instant);
}

export function catalogueEntry(itemId: string, item: Item | undefined): CatalogueEntry {
  return {
    key: itemKey(itemId),
    itemId,
    item,
    availableFromMs: instantMs(item?.availableFrom) ?? Number.NEGATIVE_INFINITY,
    availableUntilMs: instantMs(item?.availableUntil) ?? Number.POSITIVE_INFINITY,
    publishedAtMs: instantMs(item?.publishedAt),
  };
}
