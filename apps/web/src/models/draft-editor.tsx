"use client";
import type { ModelSettings } from "@attune/core/placements/schema";
import { RotateCcw, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import { Slider } from "../ui/slider.tsx";
import type { Version } from "./model-types.ts";
import { CANDIDATES_WORDS, DIVERSITY_WORDS, EXPLORATION_WORDS, RANKER_WORDS, RETRIEVER_NAMES, RETRIEVER_WORDS } from "./setting-words.ts";
import { settingsText } from "./settings-text.ts";
import { shareText } from "./share-text.ts";

const HIGHEST_WEIGHT = 2;
const RANKERS = ["ftrl", "none"] as const;

interface DraftEditorProps {
  readonly draft: ModelSettings;
  readonly base: Version | undefined;
  readonly problem: string | undefined;
  readonly onChange: (settings: ModelSettings) => void;
  readonly onDiscard: () => void;
}

/** The draft's settings, each with what it means and what it was. */
export function DraftEditor({ draft, base, problem, onChange, onDiscard }: DraftEditorProps) {
  const before = base?.settings;
  const changed = before === undefined || settingsText(before) !== settingsText(draft);
  const number = (value: number) => value.toFixed(2);
  return (
    <section aria-labelledby="draft-title" className="space-y-4 border-b p-4 split:border-r split:border-b-0">
      <header className="flex items-center justify-between gap-2">
        <h3 id="draft-title" className="font-semibold text-[13px]">
          Draft{base && <span className="font-normal text-fg-3"> from {base.name}</span>}
        </h3>
        <span className="flex gap-1">
          <Button
            size="icon-xs"
            variant="ghost"
            aria-label="Reset the draft"
            title="Reset"
            disabled={!changed || before === undefined}
            onClick={() => before && onChange(before)}
          >
            <RotateCcw aria-hidden />
          </Button>
          <Button size="icon-xs" variant="ghost" aria-label="Discard the draft" title="Discard" onClick={onDiscard}>
            <Trash2 aria-hidden />
          </Button>
        </span>
      </header>
      {problem && <Notice tone="warn">{problem}</Notice>}
      <fieldset className="space-y-3">
        <legend className="mb-2 font-medium text-[12px] text-fg-3">Who proposes items, and how much each counts</legend>
        {RETRIEVER_NAMES.map((name) => {
          const value = draft.retrievers[name] ?? 0;
          return (
            <Slider
              key={name}
              label={RETRIEVER_WORDS[name].label}
              hint={<Hint was={changedFrom(before?.retrievers[name] ?? (before && 0), value, number)}>{RETRIEVER_WORDS[name].hint}</Hint>}
              min={0}
              max={Math.max(HIGHEST_WEIGHT, value)}
              step={0.05}
              value={value}
              format={number}
              onChange={(weight) => onChange({ ...draft, retrievers: { ...draft.retrievers, [name]: rounded(weight) } })}
            />
          );
        })}
      </fieldset>
      <RadioCards
        label="Order"
        value={draft.ranker}
        options={RANKERS.map((value) => ({ value, ...RANKER_WORDS[value] }))}
        onChange={(ranker) => onChange({ ...draft, ranker })}
      />
      <Slider
        label={DIVERSITY_WORDS.label}
        hint={<Hint was={changedFrom(before?.diversity, draft.diversity, number)}>{DIVERSITY_WORDS.hint}</Hint>}
        min={0}
        max={1}
        step={0.05}
        value={draft.diversity}
        format={number}
        onChange={(diversity) => onChange({ ...draft, diversity: rounded(diversity) })}
      />
      <Slider
        label={EXPLORATION_WORDS.label}
        hint={<Hint was={changedFrom(before?.exploration, draft.exploration, shareText)}>{EXPLORATION_WORDS.hint}</Hint>}
        min={0}
        max={0.5}
        step={0.01}
        value={draft.exploration}
        format={shareText}
        onChange={(exploration) => onChange({ ...draft, exploration: rounded(exploration) })}
      />
      <NumberField
        label={CANDIDATES_WORDS.label}
        hint={<Hint was={changedFrom(before?.candidates, draft.candidates, String)}>{CANDIDATES_WORDS.hint}</Hint>}
        min={10}
        max={2000}
        step={10}
        value={draft.candidates}
        onChange={(candidates) =>
          candidates !== null && candidates >= 10 && candidates <= 2000 && onChange({ ...draft, candidates: Math.round(candidates) })
        }
      />
    </section>
  );
}

function Hint({ was, children }: { was: string | undefined; children: ReactNode }) {
  return (
    <>
      {children}
      {was && <b className="ml-1 whitespace-nowrap font-medium text-brand-ink">was {was}</b>}
    </>
  );
}

function changedFrom(before: number | undefined, now: number, format: (value: number) => string): string | undefined {
  return before === undefined || before === now ? undefined : format(before);
}

/** Steps of a slider add up to 0.30000000000000004. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
