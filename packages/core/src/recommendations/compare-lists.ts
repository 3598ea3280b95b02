import { rankBiasedOverlap } from "./rank-biased-overlap.ts";

/** How an item came to its place in the right list. */
export type Move =
  | { readonly kind: "gained" }
  | { readonly kind: "lost" }
  | { readonly kind: "kept" }
  /** By how many places. */
  | { readonly kind: "up" | "down"; readonly by: number };

export interface ComparedItem {
  readonly itemId: string;
  /** Place in each list from 1; undefined where it is not in the list. */
  readonly left: number | undefined;
  readonly right: number | undefined;
  readonly move: Move;
}

export interface ListComparison {
  /** The right list in its order, then what was lost in the left one's order. */
  readonly items: readonly ComparedItem[];
  /** Items in both lists over the length of the longer: 1 for the same items in any order. 1 for two empty lists. */
  readonly overlap: number;
  /** 1 for the same list, 0 for lists without a common item; the first places weigh most. */
  readonly rankBiasedOverlap: number;
}

/** What becomes of a ranked list of distinct items, best first, when another takes its place. Cost: linear. */
export function compareLists(left: readonly string[], right: readonly string[]): ListComparison {
  const placeLeft = placesOf(left);
  const placeRight = placesOf(right);
  const shown = right.map((itemId): ComparedItem => {
    const [from, to] = [placeLeft.get(itemId), placeRight.get(itemId) as number];
    return { itemId, left: from, right: to, move: moveTo(from, to) };
  });
  const lost = left
    .filter((itemId) => !placeRight.has(itemId))
    .map((itemId): ComparedItem => ({ itemId, left: placeLeft.get(itemId), right: undefined, move: { kind: "lost" } }));
  const longer = Math.max(left.length, right.length);
  return {
    items: [...shown, ...lost],
    overlap: longer === 0 ? 1 : (left.length - lost.length) / longer,
    rankBiasedOverlap: rankBiasedOverlap(left, right),
  };
}

function placesOf(list: readonly string[]): ReadonlyMap<string, number> {
  return new Map(list.map((itemId, i) => [itemId, i + 1]));
}

function moveTo(from: number | undefined, to: number): Move {
  if (from === undefined) return { kind: "gained" };
  if (from === to) return { kind: "kept" };
  return { kind: to < from ? "up" : "down", by: Math.abs(from - to) };
}
