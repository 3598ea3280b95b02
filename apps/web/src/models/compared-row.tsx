import type { Move } from "@attune/core/recommendations/compare-lists";
import type { Reason, Recommendations } from "@attune/core/recommendations/schema";
import { ItemArt } from "../preview/item-art.tsx";
import { MoveMark } from "../preview/move-mark.tsx";

interface ComparedRowProps {
  readonly entry: Recommendations["items"][number];
  readonly title: string;
  readonly move: Move | undefined;
  readonly wordsOf: (reason: Reason) => string;
}

/** One item of one side: its place, its move, and why it is there. */
export function ComparedRow({ entry, title, move, wordsOf }: ComparedRowProps) {
  const reasons = entry.reasons.toSorted((a, b) => b.weight - a.weight).map(wordsOf);
  return (
    <li className="grid grid-cols-[2rem_2rem_minmax(0,1fr)_auto] items-center gap-x-2 px-4 py-1.5 sm:h-15">
      <span className="flex flex-col items-center gap-1">
        <span className="tnum text-[12.5px] text-fg-3">{entry.position}</span>
        <MoveMark move={move} />
      </span>
      <ItemArt title={title} imageUrl={entry.item?.imageUrl} className="size-8" />
      <span className="min-w-0">
        <span className="block truncate font-medium text-[13px]">{title}</span>
        <span className="line-clamp-2 block text-[12px] text-fg-2 leading-4" title={reasons.join("\n")}>
          {reasons[0]}
        </span>
      </span>
      <span className="tnum text-[12px] text-fg-3">
        <span className="sr-only">score </span>
        {entry.score.toFixed(3)}
      </span>
    </li>
  );
}
