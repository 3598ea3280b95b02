"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog, DialogFooter } from "./dialog.tsx";
import { Spinner } from "./spinner.tsx";
import { TextArea } from "./text-area.tsx";
import { TextField } from "./text-field.tsx";

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly confirmLabel: string;
  readonly tone?: "brand" | "bad" | undefined;
  /** Whether a reason is asked for; it goes into the audit log. */
  readonly reason?: "required" | "optional" | undefined;
  /** What must be typed word for word before the button works. */
  readonly typeToConfirm?: string | undefined;
  readonly pending?: boolean | undefined;
  /** The caller closes the dialog, so that it stays open when the action fails. The reason is trimmed; undefined when none was given. */
  readonly onConfirm: (reason: string | undefined) => void;
  /** More that the reader needs for the decision, between the question and the reason. */
  readonly children?: ReactNode;
}

/** Asks before something is done that others feel, and why. */
export function ConfirmDialog({ open, onOpenChange, title, description, ...body }: ConfirmDialogProps) {
  return (
    <Dialog
      alert
      open={open}
      onOpenChange={(next) => (next || !body.pending) && onOpenChange(next)}
      title={title}
      description={description}
    >
      <ConfirmForm {...body} cancel={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Lives as long as the dialog is open, so that a reason typed for one question never answers the next. */
function ConfirmForm({
  confirmLabel,
  tone = "brand",
  reason,
  typeToConfirm,
  pending = false,
  onConfirm,
  children,
  cancel,
}: Omit<ConfirmDialogProps, "open" | "onOpenChange" | "title" | "description"> & { cancel: () => void }) {
  const [text, setText] = useState("");
  const [typed, setTyped] = useState("");
  const given = text.trim();
  const ready = (reason !== "required" || given !== "") && (typeToConfirm === undefined || typed === typeToConfirm);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending) onConfirm(given === "" ? undefined : given);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      {children}
      {reason && (
        <TextArea
          label={reason === "required" ? "Reason" : "Reason (optional)"}
          name="reason"
          hint="Kept in the audit log."
          rows={2}
          maxLength={500}
          required={reason === "required"}
          value={text}
          onValueChange={setText}
        />
      )}
      {typeToConfirm !== undefined && (
        <TextField
          label={`Type ${typeToConfirm} to confirm`}
          name="confirmation"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onValueChange={setTyped}
        />
      )}
      <DialogFooter>
        <Button onClick={cancel} disabled={pending}>
          Cancel
        </Button>
        <Button type="submit" variant={tone === "bad" ? "danger" : "primary"} disabled={!ready || pending}>
          {pending && <Spinner />}
          {confirmLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
