"use client";
import { REGULATIONS, type Regulation, type Traces, totalTraces } from "@attune/core/privacy/schema";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";
import { REGULATION_NAMES } from "./request-words.ts";
import { TracesList } from "./traces-list.tsx";

const HINTS: Readonly<Record<Regulation, string>> = { gdpr: "Due within one month", ccpa: "Due within 45 days" };

interface NewRequestDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onCreated: (id: string) => void;
}

export const NewRequestDialog = ({ open, onOpenChange, onCreated }: NewRequestDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    size="lg"
    title="New erasure"
    description="First see what is known of the person. Nothing is deleted before a second person approves."
  >
    <NewRequestForm cancel={() => onOpenChange(false)} onCreated={onCreated} />
  </Dialog>
);

/** Lives as long as the dialog: a person's id stays nowhere. */
function NewRequestForm({ cancel, onCreated }: { cancel: () => void; onCreated: (id: string) => void }) {
  const trpc = useTRPC();
  const look = useAction(trpc.privacy.preview);
  const create = useAction(trpc.privacy.create, { done: "The request waits for verification", invalidates: [trpc.privacy.pathKey()] });
  const [userId, setUserId] = useState("");
  const [regulation, setRegulation] = useState<Regulation>("gdpr");
  const [seen, setSeen] = useState<{ readonly userId: string; readonly traces: Traces; readonly suppressed: boolean } | undefined>();
  const id = userId.trim();
  const shown = seen?.userId === id ? seen : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (id === "" || look.pending || create.pending) return;
    if (shown === undefined) {
      const known = await look.run({ userId: id });
      if (known) setSeen({ userId: id, ...known });
      return;
    }
    const made = await create.run({ userId: id, regulation });
    if (made) onCreated(made.id);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4">
      <TextField
        label="Person"
        name="userId"
        hint="The user id, as your shop sends it. Ids of devices that were merged into it are found by themselves."
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        value={userId}
        onValueChange={setUserId}
      />
      <RadioCards
        label="Law"
        value={regulation}
        onChange={setRegulation}
        options={REGULATIONS.map((one) => ({ value: one, label: REGULATION_NAMES[one], hint: HINTS[one] }))}
      />
      <div aria-live="polite" className="space-y-3">
        {shown && <TracesList traces={shown.traces} />}
        {shown?.suppressed && (
          <Notice tone="info" title="Erased before">
            This person was erased already, and what they do is not recorded.
          </Notice>
        )}
      </div>
      <DialogFooter>
        <Button onClick={cancel}>Cancel</Button>
        {shown === undefined ? (
          <Button type="submit" variant="primary" disabled={id === "" || look.pending}>
            {look.pending && <Spinner />}
            Show what is known
          </Button>
        ) : (
          <Button type="submit" variant={totalTraces(shown.traces) === 0 ? "outline" : "danger"} disabled={create.pending}>
            {create.pending && <Spinner />}
            Request erasure
          </Button>
        )}
      </DialogFooter>
    </form>
  );
}
