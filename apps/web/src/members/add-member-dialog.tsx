"use client";
import type { Role } from "@attune/db/role";
import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { FreshAccount } from "./fresh-account-dialog.tsx";
import { memberInputSchema } from "./member-input.ts";
import { RoleChoice } from "./role-choice.tsx";

interface AddMemberDialogProps {
  readonly open: boolean;
  readonly actor: { readonly role: Role };
  readonly close: () => void;
  /** With a password where an account had to be made. */
  readonly onAdded: (account: FreshAccount | undefined) => void;
}

export function AddMemberDialog({ open, close, ...form }: AddMemberDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      size="lg"
      title="Add a member"
      description="Somebody who has an account already is added to this tenant. For anybody else an account is made, with a password for you to hand over."
    >
      <AddMemberForm {...form} cancel={close} />
    </Dialog>
  );
}

function AddMemberForm({ actor, onAdded, cancel }: Omit<AddMemberDialogProps, "open" | "close"> & { cancel: () => void }) {
  const trpc = useTRPC();
  const add = useAction(trpc.members.add, {
    done: ({ name }) => `${name} is a member now.`,
    invalidates: [trpc.members.pathKey(), trpc.audit.pathKey()],
  });
  const { control, handleSubmit } = useForm({
    resolver: zodResolver(memberInputSchema),
    defaultValues: { email: "", name: "", role: "viewer" as const },
  });
  const submit = handleSubmit(async (input) => {
    const added = await add.run(input);
    if (added === undefined) return;
    const { name, email, password } = added;
    onAdded(password === undefined ? undefined : { name, email, password });
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Controller
          control={control}
          name="email"
          render={({ field, fieldState }) => (
            <TextField label="E-mail" type="email" autoComplete="off" {...field} error={fieldState.error?.message} />
          )}
        />
        <Controller
          control={control}
          name="name"
          render={({ field, fieldState }) => (
            <TextField label="Name (for a new account)" autoComplete="off" {...field} error={fieldState.error?.message} />
          )}
        />
      </div>
      <Controller
        control={control}
        name="role"
        render={({ field }) => <RoleChoice value={field.value} onChange={field.onChange} actorRole={actor.role} />}
      />
      <DialogFooter>
        <Button onClick={cancel} disabled={add.pending}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={add.pending}>
          {add.pending && <Spinner />}
          Add member
        </Button>
      </DialogFooter>
    </form>
  );
}
