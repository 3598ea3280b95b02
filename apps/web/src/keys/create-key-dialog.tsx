"use client";
import { SCOPES_OF_KIND } from "@attune/core/identity/api-key";
import { type ApiKeyRequest, apiKeyRequestSchema } from "@attune/core/identity/api-key-request";
import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, type Resolver, useForm, useWatch } from "react-hook-form";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { FreshKey } from "./api-key.ts";
import { ScopeChoices } from "./scope-choices.tsx";

const KINDS = [
  { value: "secret", label: "Secret", hint: "For your server. May do everything you choose below." },
  { value: "publishable", label: "Publishable", hint: "For pages and apps, where anyone can read it." },
] as const;
const ENVIRONMENTS = [
  { value: "live", label: "Live", hint: "Says that it is used in production." },
  { value: "test", label: "Test", hint: "Marks the keys of try-outs." },
] as const;

interface CreateKeyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onCreated: (fresh: FreshKey) => void;
}

export const CreateKeyDialog = ({ open, onOpenChange, onCreated }: CreateKeyDialogProps) => (
  <Dialog open={open} onOpenChange={onOpenChange} size="lg" title="New API key" description="The tenant of a request is that of its key.">
    <CreateKeyForm onCreated={onCreated} cancel={() => onOpenChange(false)} />
  </Dialog>
);

const resolve = zodResolver(apiKeyRequestSchema);
/** Lines that hold nothing are no origins; they come about while typing. */
const resolver: Resolver<ApiKeyRequest> = (values, context, options) =>
  resolve({ ...values, allowedOrigins: values.allowedOrigins.filter((line) => line.trim() !== "") }, context, options);

function CreateKeyForm({ onCreated, cancel }: { onCreated: (fresh: FreshKey) => void; cancel: () => void }) {
  const trpc = useTRPC();
  // The list is refetched when the new key has been stored: nothing may disturb the one moment in which it is seen.
  const create = useAction(trpc.keys.create);
  const { control, handleSubmit, formState, setValue } = useForm<ApiKeyRequest>({
    resolver,
    defaultValues: { name: "", kind: "secret", environment: "live", scopes: [...SCOPES_OF_KIND.secret], allowedOrigins: [] },
  });
  const kind = useWatch({ control, name: "kind" });
  const { errors } = formState;

  const submit = handleSubmit(async (request) => {
    const made = await create.run(request);
    if (made) onCreated(made);
  });
  const choose = (next: ApiKeyRequest["kind"]) => {
    setValue("kind", next);
    setValue("scopes", [...SCOPES_OF_KIND[next]]);
    setValue("allowedOrigins", []);
  };
  const originErrors = errors.allowedOrigins;
  const originError = originErrors?.message ?? originErrors?.find?.((one) => one !== undefined)?.message;

  return (
    <form noValidate method="post" onSubmit={(event) => void submit(event)} className="space-y-5">
      <Controller
        control={control}
        name="name"
        render={({ field, fieldState }) => (
          <TextField label="Name" hint="Where it is used, so that you know it again." error={fieldState.error?.message} {...field} />
        )}
      />
      <RadioCards label="Kind" value={kind} options={KINDS} onChange={choose} className="sm:grid-cols-2" />
      <Controller
        control={control}
        name="environment"
        render={({ field }) => (
          <RadioCards label="Environment" value={field.value} options={ENVIRONMENTS} onChange={field.onChange} className="sm:grid-cols-2" />
        )}
      />
      <Controller
        control={control}
        name="scopes"
        render={({ field }) => (
          <ScopeChoices
            kind={kind}
            value={field.value}
            onChange={field.onChange}
            error={errors.scopes?.message ?? errors.scopes?.root?.message}
          />
        )}
      />
      {kind === "publishable" && (
        <Controller
          control={control}
          name="allowedOrigins"
          render={({ field }) => (
            <TextArea
              label="Origins"
              name={field.name}
              mono
              rows={2}
              placeholder="https://shop.example"
              hint="One a line: the pages that may use it. Leave it empty to allow any page."
              error={originError}
              ref={field.ref}
              value={field.value.join("\n")}
              onBlur={field.onBlur}
              onValueChange={(text) => field.onChange(text.split("\n"))}
            />
          )}
        />
      )}
      <DialogFooter>
        <Button onClick={cancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={formState.isSubmitting}>
          {formState.isSubmitting && <Spinner />}
          Create key
        </Button>
      </DialogFooter>
    </form>
  );
}
