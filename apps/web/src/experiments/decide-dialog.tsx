"use client";
import type { Decision } from "@attune/core/experiments/schema";
import { useState } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import type { Experiment } from "./experiment.ts";
import { useExperimentActions } from "./use-experiment-actions.ts";
import { DECISION_WORDS, VERDICT_WORDS } from "./words.ts";

interface DecideDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly experiment: Experiment;
  readonly advice: { readonly verdict: keyof typeof VERDICT_WORDS; readonly sentence: string } | undefined;
}

/** What was learned, for good; it says what each answer does before it does it. */
export function DecideDialog({ open, close, experiment, advice }: DecideDialogProps) {
  const { decide } = useExperimentActions();
  const [decision, setDecision] = useState<Decision | null>(null);
  const treatment = experiment.variants.find(({ key }) => key === "treatment");
  const control = experiment.variants.find(({ key }) => key === "control");
  const served = experiment.servedVersionId === treatment?.modelVersionId;
  const promotion = served
    ? "The placement serves this model already."
    : `${treatment?.modelName ?? "Its model"} is promoted on ${experiment.placementKey} at once, for everybody.`;
  const confirm = async (reason: string | undefined) => {
    if (decision && reason && (await decide.run({ id: experiment.id, decision, reason }))) close();
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={`Decide ${experiment.name}`}
      description="The decision and its reason stay with the experiment. It cannot be decided again."
      confirmLabel={decision === "treatment" && !served ? "Decide and promote" : "Decide"}
      reason="required"
      pending={decide.pending}
      onConfirm={(reason) => void confirm(reason)}
    >
      {advice && (
        <Notice
          tone={advice.verdict === "unhealthy" ? "bad" : "info"}
          title={`The numbers say: ${VERDICT_WORDS[advice.verdict].label.toLowerCase()}`}
        >
          {advice.sentence}
        </Notice>
      )}
      <RadioCards
        label="Decision"
        value={decision}
        onChange={setDecision}
        options={[
          { value: "treatment", label: DECISION_WORDS.treatment, hint: promotion },
          {
            value: "control",
            label: DECISION_WORDS.control,
            hint: `The placement goes on as it is; ${control?.modelName ?? "the control"} was not beaten.`,
          },
          {
            value: "inconclusive",
            label: DECISION_WORDS.inconclusive,
            hint: "The placement goes on as it is; nothing was learned that could be acted on.",
          },
        ]}
      />
    </ConfirmDialog>
  );
}
