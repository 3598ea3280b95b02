"use client";
import { useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import type { QueryState } from "../ui/query-state.tsx";
import { type Draft, DraftStep } from "./draft-step.tsx";
import type { PolicyVersion } from "./policy-history.tsx";
import type { Deciders } from "./policy-impact.ts";
import { ReviewStep } from "./review-step.tsx";

interface PublishDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly inForce: PolicyVersion;
  readonly deciders: Parameters<typeof QueryState<Deciders>>[0]["query"];
}

/** The next version in two steps: write it, then see whom it touches and say why. */
export const PublishDialog = (props: PublishDialogProps) => (
  <Dialog
    size="lg"
    open={props.open}
    onOpenChange={props.onOpenChange}
    title="New version of the consent policy"
    description="It holds within a second of being published, for whoever has not decided themselves."
  >
    <Steps {...props} />
  </Dialog>
);

/** Lives as long as the dialog is open, so that a draft that was given up is gone. */
function Steps({ onOpenChange, inForce, deciders }: PublishDialogProps) {
  // What the author began with: when another version came meanwhile, the server refuses this one.
  const [basedOn] = useState(inForce);
  const [draft, setDraft] = useState<Draft>({ purposes: inForce.purposes, statement: inForce.statement });
  const [reviewing, setReviewing] = useState(false);
  const close = () => onOpenChange(false);
  return reviewing ? (
    <ReviewStep basedOn={basedOn} draft={draft} deciders={deciders} back={() => setReviewing(false)} onPublished={close} />
  ) : (
    <DraftStep basedOn={basedOn} draft={draft} onChange={setDraft} cancel={close} onDone={() => setReviewing(true)} />
  );
}
