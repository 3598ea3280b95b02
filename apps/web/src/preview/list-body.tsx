"use client";
import { Button } from "../ui/button.tsx";
import { ListSkeleton, PreviewMessage } from "./preview-states.tsx";
import { type ReasonSentences, reasonText } from "./reason-text.ts";
import { RecommendedList } from "./recommended-list.tsx";
import type { Preview } from "./use-preview.ts";
import type { PreviewChoice } from "./use-preview-choice.ts";

interface ListBodyProps {
  readonly choice: PreviewChoice;
  readonly preview: Preview;
  readonly reasonSentences: ReasonSentences;
  readonly titleOf: (itemId: string) => string;
  readonly mayAct: boolean;
}

/** The list, or what stands in its place: what to choose, what failed, or that it is on its way. */
export function ListBody({ choice, preview, reasonSentences, titleOf, mayAct }: ListBodyProps) {
  const { query, sent, sending, send } = preview;
  const { similar, choose } = choice;
  if (query.data === undefined) return <Missing choice={choice} preview={preview} />;
  if (query.data.recommendations.items.length === 0) {
    return (
      <PreviewMessage title="Nothing to recommend yet" text="The catalogue is empty, or every item is hidden from this person here." />
    );
  }
  return (
    <RecommendedList
      recommendations={query.data.recommendations}
      change={sent?.change}
      titleOf={titleOf}
      wordsOf={(reason) => reasonText(reasonSentences, reason, titleOf)}
      mayAct={mayAct}
      busyItemId={sending?.eventItemId}
      onAct={send}
      onShowSimilar={similar && ((item) => choose({ placement: similar.key, item }))}
    />
  );
}

function Missing({ choice, preview }: Pick<ListBodyProps, "choice" | "preview">) {
  const { personas, placements, person, needsItem, itemId } = choice;
  const error = preview.query.error ?? choice.error;
  if (error) {
    const failed = [personas, placements, preview.query].filter(({ isError }) => isError);
    return (
      <PreviewMessage tone="bad" title="The list could not be read" text={error.message}>
        <Button onClick={() => void Promise.all(failed.map((query) => query.refetch()))}>Try again</Button>
      </PreviewMessage>
    );
  }
  if (placements.data?.length === 0) {
    return <PreviewMessage title="No placements" text="This tenant has no placement yet, so there is nowhere to recommend." />;
  }
  if (personas.data && !person) {
    return <PreviewMessage title="Choose a person" text="Pick somebody by id, somebody random, or somebody new." />;
  }
  if (needsItem && itemId === undefined) {
    return <PreviewMessage title="Choose an item" text="This placement stands beside an item and shows what is similar to it." />;
  }
  return <ListSkeleton />;
}
