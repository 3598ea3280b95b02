/** How an item came to its place in the list after an event. */
export type Movement = { readonly kind: "new" } | { readonly kind: "up" | "down"; readonly by: number } | { readonly kind: "same" };

export interface ListChange {
  readonly movements: ReadonlyMap<string, Movement>;
  /** Items that were there and are not any more, in their old order. */
  readonly left: readonly string[];
}

/** Compares two ranked lists of item ids, best first. */
export function movements(before: readonly string[], after: readonly string[]): ListChange {
  const placeBefore = new Map(before.map((itemId, i) => [itemId, i]));
  const kept = new Set(after);
  return {
    movements: new Map(after.map((itemId, i) => [itemId, movementTo(placeBefore.get(itemId), i)])),
    left: before.filter((itemId) => !kept.has(itemId)),
  };
}

function movementTo(from: number | undefined, to: number): Movement {
  if (from === undefined) return { kind: "new" };
  if (from === to) return { kind: "same" };
  return { kind: to < from ? "up" : "down", by: Math.abs(from - to) };
}

/** One sentence: "2 new, 1 up, 3 down, 2 gone", or that nothing moved. */
export function changeSentence({ movements: places, left }: ListChange): string {
  const count = (kind: Movement["kind"]) => [...places.values()].filter((place) => place.kind === kind).length;
  const parts = [
    [count("new"), "new"],
    [count("up"), "up"],
    [count("down"), "down"],
    [left.length, "gone"],
  ] as const;
  const text = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return text.length === 0 ? "the list stayed the same" : text.join(", ");
}
