"use client";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { Version } from "./model-types.ts";
import type { Side } from "./use-sides.ts";

interface SaveVersionDialogProps {
  readonly open: boolean;
  readonly draft: Side | undefined;
  readonly base: Version | undefined;
  readonly close: () => void;
  readonly onSaved: (id: string) => void;
}

/** Turns the draft into a version: stored, never changed again, and live nowhere yet. */
export function SaveVersionDialog({ open, draft, base, close, onSaved }: SaveVersionDialogProps) {
  return (
    <Dialog
      open={open && draft !== undefined}
      onOpenChange={(next) => !next && close()}
      title="Save as version"
      description="It can be compared, promoted and put into an experiment from then on. Saving changes nothing that people see."
    >
      {draft && <SaveForm draft={draft} base={base} close={close} onSaved={onSaved} />}
    </Dialog>
  );
}

function SaveForm({ draft, base, close, onSaved }: Omit<SaveVersionDialogProps, "open" | "draft"> & { draft: Side }) {
  const trpc = useTRPC();
  const create = useAction(trpc.models.create, {
    done: ({ name }) => `${name} is stored. It is live nowhere yet.`,
    invalidates: [trpc.models.pathKey()],
  });
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const why = reason.trim();
    const made = await create.run({ name: name.trim(), settings: draft.settings, ...(why === "" ? {} : { reason: why }) });
    if (!made) return;
    onSaved(made.id);
    close();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4">
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        autoComplete="off"
        placeholder={base ? `${base.name}, more of what comes next` : "What is special about it"}
        value={name}
        onValueChange={setName}
      />
      <TextArea
        label="Reason (optional)"
        name="reason"
        hint="Kept in the audit log."
        rows={2}
        maxLength={500}
        value={reason}
        onValueChange={setReason}
      />
      <DialogFooter>
        <Button onClick={close} disabled={create.pending}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={create.pending || name.trim() === ""}>
          {create.pending && <Spinner />}
          Save version
        </Button>
      </DialogFooter>
    </form>
  );
}
