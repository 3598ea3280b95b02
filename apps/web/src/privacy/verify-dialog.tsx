"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";

interface VerifyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly pending: boolean;
  readonly onConfirm: (verification: string) => void;
}

/** Asks how it was made sure that the request comes from the person. */
export const VerifyDialog = ({ open, onOpenChange, ...form }: VerifyDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title="Confirm identity"
    description="Ask for no more than is needed. Write down how, not who: it is kept in the audit log."
  >
    <VerifyForm {...form} cancel={() => onOpenChange(false)} />
  </Dialog>
);

function VerifyForm({ pending, onConfirm, cancel }: Omit<VerifyDialogProps, "open" | "onOpenChange"> & { cancel: () => void }) {
  const [text, setText] = useState("");
  const given = text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given !== "" && !pending) onConfirm(given);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextArea
        label="How it was verified"
        name="verification"
        placeholder="Signed in to their account and confirmed by e-mail"
        rows={2}
        maxLength={500}
        required
        value={text}
        onValueChange={setText}
      />
      <DialogFooter>
        <Button onClick={cancel} disabled={pending}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={given === "" || pending}>
          {pending && <Spinner />}
          Confirm
        </Button>
      </DialogFooter>
    </form>
  );
}
