"use client";
import type { Move } from "@attune/core/recommendations/compare-lists";
import { changeSentence } from "../preview/change-sentence.ts";
import { ListFacts } from "../preview/list-facts.tsx";
import { ListSkeleton, PreviewMessage } from "../preview/preview-states.tsx";
import { type ReasonSentences, reasonText } from "../preview/reason-text.ts";
import type { PreviewChoice } from "../preview/use-preview-choice.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { ComparedRow } from "./compared-row.tsx";
import type { Comparison } from "./model-types.ts";

interface ComparedListsProps {
  readonly choice: PreviewChoice;
  readonly query: { readonly error: unknown; readonly refetch: () => Promise<unknown> };
  readonly shown: Comparison | undefined;
  readonly titleOf: (itemId: string) => string;
  readonly reasonSentences: ReasonSentences;
}

/** Both lists side by side, each item's move on the side where it can be seen, and one sentence about all of them. */
export function ComparedLists({ choice, query, shown, titleOf, reasonSentences }: ComparedListsProps) {
  if (query.error && !shown) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (choice.needsItem && choice.itemId === undefined) {
    return <PreviewMessage title="Choose an item" text="This placement stands beside an item and shows what is similar to it." />;
  }
  if (choice.personas.data && !choice.person) {
    return <PreviewMessage title="Choose a person" text="Pick somebody by id, somebody random, or somebody new." />;
  }
  if (!shown) return <ListSkeleton />;
  const moveOf = new Map(shown.moves.map(({ itemId, move }) => [itemId, move]));
  const inCommon = shown.moves.filter(({ left, right }) => left !== undefined && right !== undefined).length;
  const onlyLost = (itemId: string): Move | undefined => (moveOf.get(itemId)?.kind === "lost" ? { kind: "lost" } : undefined);
  const sides = [
    { label: "Left list", list: shown.left, markOf: onlyLost },
    { label: "Right list", list: shown.right, markOf: (itemId: string) => moveOf.get(itemId) },
  ];
  return (
    <>
      <output className="tnum block border-t bg-surface-2/50 px-4 py-2 text-[12.5px] text-fg-2" data-testid="moves">
        <b className="font-semibold text-fg">{changeSentence({ items: shown.moves.map(compared) })}</b> · {inCommon} in common · likeness{" "}
        {shown.rankBiasedOverlap.toFixed(2)}{" "}
        <span className="text-fg-3">(rank-biased overlap: 1 is the same list, the first places weigh most)</span>
      </output>
      <div className="grid grid-cols-[minmax(0,1fr)] divide-x border-t sm:grid-cols-2">
        {sides.map(({ label, list, markOf }) => (
          <div key={label} className="min-w-0 pt-2.5">
            <ListFacts recommendations={list} />
            {list.items.length === 0 && (
              <PreviewMessage title="An empty list" text="The catalogue is empty, or every item is hidden from this person here." />
            )}
            <ol aria-label={label} className="divide-y border-t">
              {list.items.map((entry) => (
                <ComparedRow
                  key={entry.itemId}
                  entry={entry}
                  title={titleOf(entry.itemId)}
                  move={markOf(entry.itemId)}
                  wordsOf={(reason) => reasonText(reasonSentences, reason, titleOf)}
                />
              ))}
            </ol>
          </div>
        ))}
      </div>
    </>
  );
}

const compared = ({ itemId, left, right, move }: Comparison["moves"][number]) => ({ itemId, left, right, move });
