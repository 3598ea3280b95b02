"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FilePen, Rocket, Save } from "lucide-react";
import { ListControls } from "../preview/list-controls.tsx";
import { PersonPicker } from "../preview/person-picker.tsx";
import { PreviewMessage } from "../preview/preview-states.tsx";
import type { ReasonSentences } from "../preview/reason-text.ts";
import type { PreviewChoice } from "../preview/use-preview-choice.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Asked } from "./asked.ts";
import { ComparedLists } from "./compared-lists.tsx";
import { DraftEditor } from "./draft-editor.tsx";
import { ImpactPanel } from "./impact-panel.tsx";
import type { Pointer, Version } from "./model-types.ts";
import { NOT_A_MANAGER, promotionRefusal } from "./refusals.ts";
import { settingsProblem, settingsText } from "./settings-text.ts";
import { SideSelect } from "./side-select.tsx";
import { useSettled } from "./use-settled.ts";
import { choiceOf, type Side, type Sides } from "./use-sides.ts";

const COUNT = 10;
/** A slider that rests this long is meant. */
const SETTLE_MS = 250;

interface ComparePanelProps {
  readonly choice: PreviewChoice;
  readonly pointer: Pointer | undefined;
  readonly versions: readonly Version[];
  readonly sides: Sides;
  readonly mayManage: boolean;
  readonly reasonSentences: ReasonSentences;
  readonly ask: (asked: Asked) => void;
}

const keyOf = (side: Side | undefined) => (side === undefined ? "" : `${side.id} ${settingsText(side.settings)}`);

/** One person at one placement under two models, the draft's sliders beside them, and what would change for everybody below. */
export function ComparePanel({ choice, pointer, versions, sides, mayManage, reasonSentences, ask }: ComparePanelProps) {
  const trpc = useTRPC();
  const { left } = sides;
  const right = useSettled(sides.right, keyOf, SETTLE_MS);
  const { target } = choice;
  const ready = target !== undefined && left !== undefined && right !== undefined;
  const comparison = useQuery(
    trpc.models.compare.queryOptions(
      {
        subject: target?.subject ?? "",
        placement: target?.placement ?? "",
        count: COUNT,
        ...(target?.itemId === undefined ? {} : { itemId: target.itemId }),
        left: left ? choiceOf(left) : { modelVersionId: "" },
        right: right ? choiceOf(right) : { modelVersionId: "" },
      },
      { enabled: ready, staleTime: Number.POSITIVE_INFINITY, placeholderData: keepPreviousData },
    ),
  );
  const shown = ready ? comparison.data : undefined;
  const titleOf = (itemId: string) => shown?.titles[itemId] ?? itemId;
  const named = Object.entries(shown?.titles ?? {}).map(([itemId, title]) => ({ itemId, title }));
  const problem = sides.draft && settingsProblem(sides.draft.settings);

  return (
    <Card aria-labelledby="compare-title" aria-busy={comparison.isFetching}>
      <CardHeader
        id="compare-title"
        title="Compare"
        description="the same person at the same moment under two models; looking leaves no trace"
      >
        <CompareActions sides={sides} pointer={pointer} mayManage={mayManage} problem={problem} ask={ask} />
      </CardHeader>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-2 split:grid-cols-2">
        <div className="px-4 pt-1 pb-1.5 split:pt-3">
          <PersonPicker personas={choice.personas.data ?? []} current={choice.person} />
        </div>
        <ListControls
          choice={choice}
          items={named}
          titleOf={titleOf}
          isFetching={comparison.isFetching}
          onRefresh={() => void comparison.refetch()}
        />
      </div>
      {choice.placement?.strategy === "trending" && (
        <Notice tone="info" className="mx-4 mb-3">
          This placement shows what moves at this moment, whatever the model's weights: only diversity makes a difference here.
        </Notice>
      )}
      <div
        className={
          sides.draft && sides.right?.id === sides.draft.id
            ? "grid grid-cols-[minmax(0,1fr)] items-start border-t split:grid-cols-[19rem_minmax(0,1fr)]"
            : "border-t"
        }
      >
        {sides.draft && sides.right?.id === sides.draft.id && (
          <DraftEditor draft={sides.draft.settings} base={sides.base} problem={problem} onChange={sides.edit} onDiscard={sides.discard} />
        )}
        <div className="min-w-0">
          <div className="grid grid-cols-2 gap-3 px-4 py-3">
            <SideSelect label="Left model" side={left} versions={versions} live={pointer?.model.id} onChoose={sides.showLeft} />
            <SideSelect
              label="Right model"
              side={sides.right}
              versions={versions}
              live={pointer?.model.id}
              draft={sides.draft}
              onBegin={left?.stored && (() => left.stored && sides.begin(left.stored))}
              onChoose={sides.showRight}
            />
          </div>
          {sides.right === undefined ? (
            <PreviewMessage
              title="Choose what to compare with"
              text="A stored version, or a draft with weights of your own: nothing is live before it is promoted."
            >
              {left?.stored && (
                <Button variant="primary" onClick={() => left.stored && sides.begin(left.stored)}>
                  <FilePen aria-hidden />
                  Begin a draft from {left.name}
                </Button>
              )}
            </PreviewMessage>
          ) : (
            <ComparedLists choice={choice} query={comparison} shown={shown} titleOf={titleOf} reasonSentences={reasonSentences} />
          )}
          {right && pointer && !problem && <ImpactPanel key={pointer.key} placement={pointer.key} side={right} />}
        </div>
      </div>
    </Card>
  );
}

type CompareActionsProps = Pick<ComparePanelProps, "sides" | "pointer" | "mayManage" | "ask"> & { readonly problem: string | undefined };

/** What can be done with the right side: a draft is stored, a version promoted. */
function CompareActions({ sides, pointer, mayManage, problem, ask }: CompareActionsProps) {
  const { right } = sides;
  const version = right?.stored;
  if (version) {
    return (
      <DisabledReason reason={promotionRefusal(version, pointer, mayManage)}>
        {(disabled) => (
          <Button variant="primary" disabled={disabled} onClick={() => pointer && ask({ what: "promote", pointer, version })}>
            <Rocket aria-hidden />
            Promote {version.name}…
          </Button>
        )}
      </DisabledReason>
    );
  }
  if (!right) return null;
  return (
    <DisabledReason reason={mayManage ? problem : NOT_A_MANAGER}>
      {(disabled) => (
        <Button variant="primary" disabled={disabled} onClick={() => ask({ what: "save" })}>
          <Save aria-hidden />
          Save as version…
        </Button>
      )}
    </DisabledReason>
  );
}
