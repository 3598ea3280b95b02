import type { ListComparison } from "@attune/core/recommendations/compare-lists";

/** One sentence: "2 new, 1 up, 3 down, 2 gone", or that nothing moved. */
export function changeSentence({ items }: Pick<ListComparison, "items">): string {
  const count = (kind: ListComparison["items"][number]["move"]["kind"]) => items.filter(({ move }) => move.kind === kind).length;
  const parts = [
    [count("gained"), "new"],
    [count("up"), "up"],
    [count("down"), "down"],
    [count("lost"), "gone"],
  ] as const;
  const text = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return text.length === 0 ? "the list stayed the same" : text.join(", ");
}
