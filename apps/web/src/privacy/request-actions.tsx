"use client";
import type { RequestState } from "@attune/core/privacy/schema";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { VerifyDialog } from "./verify-dialog.tsx";
import { whyNotDecide } from "./why-not.ts";

type Asked = "verify" | "approve" | "reject" | "retry";

interface RequestActionsProps {
  readonly id: string;
  readonly state: RequestState;
  readonly isMine: boolean;
  readonly mayDecide: boolean;
}

/** What may be done with a request now, and by whom. */
export function RequestActions({ id, state, isMine, mayDecide }: RequestActionsProps) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState<Asked | undefined>();
  const invalidates = [trpc.privacy.pathKey()];
  const verify = useAction(trpc.privacy.verify, { done: "Verified: it waits for a second person", invalidates });
  const approve = useAction(trpc.privacy.approve, { done: "Approved: the erasure runs", invalidates });
  const reject = useAction(trpc.privacy.reject, { done: "Rejected", invalidates });
  const retry = useAction(trpc.privacy.retry, { done: "It begins again at the purge", invalidates });
  const close = () => setAsked(undefined);
  const closeWhenDone = (done: unknown) => void (done !== undefined && close());
  const whyNot = mayDecide ? undefined : whyNotDecide;
  const whyNotApprove = whyNot ?? (isMine ? "You asked for it: another owner or compliance officer must approve." : undefined);
  const isWaiting = state === "received" || state === "verified";

  return (
    <>
      {isWaiting && (
        <DisabledReason reason={whyNot}>
          {(disabled) => (
            <Button disabled={disabled} onClick={() => setAsked("reject")}>
              Reject
            </Button>
          )}
        </DisabledReason>
      )}
      {state === "received" && (
        <DisabledReason reason={whyNot}>
          {(disabled) => (
            <Button variant="primary" disabled={disabled} onClick={() => setAsked("verify")}>
              Confirm identity
            </Button>
          )}
        </DisabledReason>
      )}
      {state === "verified" && (
        <DisabledReason reason={whyNotApprove}>
          {(disabled) => (
            <Button variant="danger" disabled={disabled} onClick={() => setAsked("approve")}>
              Approve erasure
            </Button>
          )}
        </DisabledReason>
      )}
      {state === "failed" && (
        <DisabledReason reason={whyNot}>
          {(disabled) => (
            <Button variant="primary" disabled={disabled} onClick={() => setAsked("retry")}>
              Try again
            </Button>
          )}
        </DisabledReason>
      )}
      <VerifyDialog
        open={asked === "verify"}
        onOpenChange={close}
        pending={verify.pending}
        onConfirm={(verification) => void verify.run({ id, verification }).then(closeWhenDone)}
      />
      <ConfirmDialog
        open={asked === "approve"}
        onOpenChange={close}
        title="Approve this erasure?"
        description="What is known of the person is deleted and overwritten in every store. It cannot be undone."
        confirmLabel="Erase"
        tone="bad"
        reason="required"
        pending={approve.pending}
        onConfirm={(reason) => void approve.run({ id, reason: reason ?? "" }).then(closeWhenDone)}
      />
      <ConfirmDialog
        open={asked === "reject"}
        onOpenChange={close}
        title="Reject this request?"
        description="Nothing is deleted, and the person's id is forgotten here. The person must be told why."
        confirmLabel="Reject"
        reason="required"
        pending={reject.pending}
        onConfirm={(reason) => void reject.run({ id, reason: reason ?? "" }).then(closeWhenDone)}
      />
      <ConfirmDialog
        open={asked === "retry"}
        onOpenChange={close}
        title="Try again?"
        description="The erasure goes on at its purge. The person stays fenced all the while."
        confirmLabel="Try again"
        reason="required"
        pending={retry.pending}
        onConfirm={(reason) => void retry.run({ id, reason: reason ?? "" }).then(closeWhenDone)}
      />
    </>
  );
}
