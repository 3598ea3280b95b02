"use client";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ChangeList } from "../ui/change-list.tsx";
import { DialogFooter } from "../ui/dialog.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import type { Draft } from "./draft-step.tsx";
import { ImpactList } from "./impact-list.tsx";
import type { PolicyVersion } from "./policy-history.tsx";
import type { Deciders } from "./policy-impact.ts";
import { policyWords } from "./policy-words.ts";

interface ReviewStepProps {
  readonly basedOn: PolicyVersion;
  readonly draft: Draft;
  readonly deciders: Parameters<typeof QueryState<Deciders>>[0]["query"];
  readonly back: () => void;
  readonly onPublished: () => void;
}

/** Second step: whom the draft touches, what differs, and the reason that goes into the audit log. */
export function ReviewStep({ basedOn, draft, deciders, back, onPublished }: ReviewStepProps) {
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const publish = useAction(trpc.consent.publish, {
    done: ({ version }) => `Version ${version} is in force.`,
    invalidates: [trpc.consent.pathKey()],
  });
  const whyNot =
    deciders.data === undefined
      ? "Whom it touches is not known yet."
      : reason.trim() === ""
        ? "Say why: the reason is kept in the audit log."
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (whyNot !== undefined || publish.pending) return;
    void publish.run({ draft, basedOnVersion: basedOn.version, reason }).then((published) => published && onPublished());
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <QueryState query={deciders} skeleton={<Skeleton className="h-40" />}>
        {(counts) => <ImpactList now={basedOn.purposes} next={draft.purposes} deciders={counts} />}
      </QueryState>
      <section aria-labelledby="publish-changes">
        <h3 id="publish-changes" className="mb-1.5 font-medium text-[13px]">
          What changes
        </h3>
        <ChangeList before={policyWords(basedOn)} after={policyWords(draft)} />
      </section>
      <TextArea
        label="Reason"
        name="reason"
        hint="Kept in the audit log."
        rows={2}
        maxLength={500}
        required
        value={reason}
        onValueChange={setReason}
      />
      {publish.error && (
        <Notice tone="bad" title="It was not published">
          {publish.error}
        </Notice>
      )}
      <DialogFooter>
        <Button onClick={back} disabled={publish.pending}>
          Back
        </Button>
        <DisabledReason reason={whyNot}>
          {(disabled) => (
            <Button type="submit" variant="primary" disabled={disabled || publish.pending}>
              {publish.pending && <Spinner />}
              Publish version {basedOn.version + 1}
            </Button>
          )}
        </DisabledReason>
      </DialogFooter>
    </form>
  );
}
