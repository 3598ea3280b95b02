"use client";
import type { PurposeRules } from "@attune/core/consent/schema";
import type { FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { DialogFooter } from "../ui/dialog.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { RuleFields } from "./rule-fields.tsx";

export interface Draft {
  readonly purposes: PurposeRules;
  readonly statement: string;
}

interface DraftStepProps {
  readonly basedOn: Draft;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly cancel: () => void;
  readonly onDone: () => void;
}

/** First step: the rules and what people are told. */
export function DraftStep({ basedOn, draft, onChange, cancel, onDone }: DraftStepProps) {
  const whyNot =
    draft.statement.trim() === "" ? "People must be told something." : sameAs(basedOn, draft) ? "Nothing differs yet." : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (whyNot === undefined) onDone();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <RuleFields rules={draft.purposes} onChange={(purposes) => onChange({ ...draft, purposes })} />
      <TextArea
        label="What people are told"
        name="statement"
        hint="The text that a person reads before they decide; kept with the version."
        rows={4}
        maxLength={4000}
        required
        value={draft.statement}
        onValueChange={(statement) => onChange({ ...draft, statement })}
      />
      <DialogFooter>
        <Button onClick={cancel}>Cancel</Button>
        <DisabledReason reason={whyNot}>
          {(disabled) => (
            <Button type="submit" variant="primary" disabled={disabled}>
              Review
            </Button>
          )}
        </DisabledReason>
      </DialogFooter>
    </form>
  );
}

const sameAs = (one: Draft, other: Draft): boolean =>
  JSON.stringify([one.purposes, one.statement.trim()]) === JSON.stringify([other.purposes, other.statement.trim()]);
