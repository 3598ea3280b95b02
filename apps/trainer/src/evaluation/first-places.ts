import type { ItemKey } from "@attune/core/identity/item-key";
import type { Decision } from "@attune/core/ranking/schema";

/** The first `count` items of a decision; items with equal scores stand in the order of their ids, so that no model profits from how ties fall. */
export function firstPlaces({ candidates, scores }: Decision, count: number, idOf: (key: ItemKey) => string): ItemKey[] {
  const places: ItemKey[] = [];
  for (let from = 0; from < candidates.length && places.length < count; ) {
    let to = from + 1;
    while (to < candidates.length && scores[to] === scores[from]) to++;
    const tied = candidates.slice(from, to).map(({ key }) => key);
    if (tied.length > 1) tied.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    places.push(...tied);
    from = to;
  }
  places.length = Math.min(places.length, count);
  return places;
}
