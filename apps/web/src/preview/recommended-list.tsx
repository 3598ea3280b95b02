"use client";
import type { Preview } from "@attune/core/live/preview";
import type { ListComparison } from "@attune/core/recommendations/compare-lists";
import type { Reason } from "@attune/core/recommendations/schema";
import { useRef } from "react";
import type { EventAction } from "./event-actions.ts";
import { RecommendedRow } from "./recommended-row.tsx";
import { useListMotion } from "./use-list-motion.ts";

interface RecommendedListProps {
  readonly recommendations: Preview["recommendations"];
  readonly change: ListComparison | undefined;
  readonly titleOf: (itemId: string) => string;
  readonly wordsOf: (reason: Reason) => string;
  readonly mayAct: boolean;
  /** The item whose event is on its way. */
  readonly busyItemId: string | undefined;
  readonly onAct: (action: EventAction, itemId: string) => void;
  readonly onShowSimilar: ((itemId: string) => void) | undefined;
}

export function RecommendedList({
  recommendations,
  change,
  titleOf,
  wordsOf,
  mayAct,
  busyItemId,
  onAct,
  onShowSimilar,
}: RecommendedListProps) {
  const list = useRef<HTMLOListElement>(null);
  const { items } = recommendations;
  useListMotion(
    list,
    items.map(({ itemId }) => itemId),
  );
  const topScore = Math.max(...items.map(({ score }) => score), 0);
  return (
    <ol ref={list} aria-label="Recommendations" className="@container relative divide-y border-t">
      {items.map((entry, i) => (
        <RecommendedRow
          key={entry.itemId}
          entry={entry}
          rank={i + 1}
          topScore={topScore}
          move={change?.items.find(({ itemId }) => itemId === entry.itemId)?.move}
          titleOf={titleOf}
          wordsOf={wordsOf}
          mayAct={mayAct && busyItemId === undefined}
          busy={busyItemId === entry.itemId}
          onAct={(action) => onAct(action, entry.itemId)}
          onShowSimilar={onShowSimilar && (() => onShowSimilar(entry.itemId))}
        />
      ))}
    </ol>
  );
}
