import type { ItemKey } from "../identity/item-key.ts";

export interface RecentItem {
  readonly key: ItemKey;
  readonly type: string;
  readonly atMs: number;
  /** Strongest event weight in this stay with the item. */
  readonly weight: number;
}

/** How many distinct items person state remembers; 12 cost about 110 of its 200 bytes. */
export const RECENT_LIMIT = 12;

/**
 * Puts an item into the list (newest first, distinct, by event time: a late event takes its place in between) and returns by how much the event's
 * weight exceeds what this stay with the item has counted before, so that view, play and complete of one item add up to one complete.
 * A return to the item after `stayMs` counts anew. Changes `recents` in place.
 */
export function addRecent(recents: RecentItem[], item: RecentItem, stayMs: number): number {
  const at = recents.findIndex((recent) => recent.key === item.key);
  const former = at >= 0 ? recents[at] : undefined;
  const sameStay = former !== undefined && Math.abs(item.atMs - former.atMs) <= stayMs;
  if (at >= 0) recents.splice(at, 1);
  const merged = {
    key: item.key,
    type: sameStay && former.weight > item.weight ? former.type : item.type,
    atMs: Math.max(item.atMs, former?.atMs ?? 0),
    weight: sameStay ? Math.max(item.weight, former.weight) : item.weight,
  };
  let place = 0;
  while (place < recents.length && (recents[place] as RecentItem).atMs > merged.atMs) place++;
  recents.splice(place, 0, merged);
  if (recents.length > RECENT_LIMIT) recents.length = RECENT_LIMIT;
  return sameStay ? Math.max(0, item.weight - former.weight) : item.weight;
}
