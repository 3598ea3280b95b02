"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { switchTenant } from "../session/sign-in.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";
import { slugOf, tenantInputSchema } from "./tenant-input.ts";

export const CreateTenantDialog = ({ open, close }: { open: boolean; close: () => void }) => (
  <Dialog
    open={open}
    onOpenChange={(next) => next || close()}
    title="Create a tenant"
    description="You become its owner. It starts with event types, a model, four placements and a consent policy, all yours to change."
  >
    <CreateTenantForm cancel={close} />
  </Dialog>
);

function CreateTenantForm({ cancel }: { cancel: () => void }) {
  const trpc = useTRPC();
  const create = useAction(trpc.tenants.create, { done: ({ name }) => `${name} is there.` });
  const [leaving, setLeaving] = useState(false);
  const { control, handleSubmit, setValue, formState } = useForm({
    resolver: zodResolver(tenantInputSchema),
    defaultValues: { name: "", slug: "" },
  });
  const submit = handleSubmit(async (input) => {
    const made = await create.run(input);
    if (made === undefined) return;
    setLeaving(true);
    await switchTenant(made.tenantId);
  });
  const busy = create.pending || leaving;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <Controller
        control={control}
        name="name"
        render={({ field, fieldState }) => (
          <TextField
            label="Name"
            autoComplete="off"
            {...field}
            onChange={(event) => {
              field.onChange(event);
              // Follows the name until somebody writes one.
              if (!formState.dirtyFields.slug) setValue("slug", slugOf(event.target.value));
            }}
            error={fieldState.error?.message}
          />
        )}
      />
      <Controller
        control={control}
        name="slug"
        render={({ field, fieldState }) => (
          <TextField
            label="Slug"
            hint="How files and commands call it; it cannot be changed."
            autoComplete="off"
            spellCheck={false}
            {...field}
            error={fieldState.error?.message}
          />
        )}
      />
      <DialogFooter>
        <Button onClick={cancel} disabled={busy}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy && <Spinner />}
          Create tenant
        </Button>
      </DialogFooter>
    </form>
  );
}
