"use client";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import type { AskedDecision } from "./asked-decision.ts";
import { PURPOSE_WORDS } from "./purposes.ts";

interface EnterDecisionDialogProps {
  readonly subject: string;
  readonly asked: AskedDecision | undefined;
  readonly close: () => void;
  /** Called before anything changes, so that what was can be shown beside what is. */
  readonly beforeEntering: () => void;
}

/** Decides for a person who asked for it. A failed attempt is told and may be repeated: deciding the same twice is deciding it once. */
export function EnterDecisionDialog({ subject, asked, close, beforeEntering }: EnterDecisionDialogProps) {
  const trpc = useTRPC();
  const name = asked ? PURPOSE_WORDS[asked.purpose].name.toLowerCase() : "";
  const enter = useAction(trpc.consent.enter, {
    done: `${asked?.permit ? "Permitted" : "Withdrawn"}. It holds from now on.`,
    invalidates: [
      trpc.consent.person.queryKey({ subject }),
      trpc.consent.permittedAt.pathKey(),
      trpc.consent.deciders.queryKey(),
      trpc.preview.list.pathKey(),
    ],
  });
  const confirm = (reason: string | undefined) => {
    if (asked === undefined || reason === undefined) return;
    beforeEntering();
    void enter.run({ subject, purposes: { [asked.purpose]: asked.permit }, reason }).then((entered) => entered && close());
  };
  return (
    <ConfirmDialog
      open={asked !== undefined}
      onOpenChange={(open) => !open && close()}
      title={asked?.permit ? `Permit ${name} for this person?` : `Withdraw ${name} for this person?`}
      description="Enter only what the person themselves decided. It holds at once, stands in the ledger as entered at this console, and outlives every change of the policy."
      confirmLabel={asked?.permit ? "Permit" : "Withdraw"}
      tone={asked?.permit ? "brand" : "bad"}
      reason="required"
      pending={enter.pending}
      onConfirm={confirm}
    >
      {enter.error && (
        <Notice tone="bad" title="It did not take effect">
          {enter.error} You can repeat it.
        </Notice>
      )}
    </ConfirmDialog>
  );
}
