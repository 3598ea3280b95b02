"use client";
import { type Draft, draftSchema } from "@attune/core/experiments/draft";
import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback } from "react";
import { type Control, Controller, useForm, useWatch } from "react-hook-form";
import { placementName } from "../preview/placement-name.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { Choices } from "./experiment.ts";

interface DraftDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly title: string;
  /** What is there already, when a draft is edited. */
  readonly draft?: Draft | undefined;
  /** The field to begin with. */
  readonly focus?: keyof Draft | undefined;
  readonly submitLabel: string;
  /** Resolves when it was saved or refused. */
  readonly onSubmit: (draft: Draft) => Promise<unknown>;
}

export function DraftDialog({ open, close, title, ...form }: DraftDialogProps) {
  const trpc = useTRPC();
  const choices = useQuery({ ...trpc.experiments.choices.queryOptions(), enabled: open });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      size="lg"
      title={title}
      description="Two model versions on one placement, half of the people each. Nobody is assigned before you start it."
    >
      <QueryState query={choices} skeleton={<Skeleton className="h-96" />}>
        {(loaded) => <DraftForm choices={loaded} cancel={close} {...form} />}
      </QueryState>
    </Dialog>
  );
}

type FormProps = Omit<DraftDialogProps, "open" | "close" | "title"> & { readonly choices: Choices; readonly cancel: () => void };

function DraftForm({ choices, draft, focus, submitLabel, onSubmit, cancel }: FormProps) {
  const { control, handleSubmit, formState, setValue, getValues } = useForm<Draft>({
    resolver: zodResolver(draftSchema),
    defaultValues: draft ?? startOf(choices),
  });
  const placementKey = useWatch({ control, name: "placementKey" });
  const served = choices.placements.find(({ key }) => key === placementKey)?.modelVersionId;
  const versions = choices.modelVersions.map(({ id, name }) => ({
    value: id,
    label: name,
    hint: id === served ? "serves this placement now" : id,
  }));
  const choosePlacement = (key: string) => {
    setValue("placementKey", key, { shouldValidate: formState.isSubmitted });
    const serving = choices.placements.find((placement) => placement.key === key)?.modelVersionId;
    if (serving !== undefined) setValue("controlVersionId", serving);
  };
  const nameChanged = (name: string) => {
    if (draft === undefined && getValues("key") === slug(getValues("name"))) setValue("key", slug(name));
    setValue("name", name, { shouldValidate: formState.isSubmitted });
  };
  const focusAsked = useCallback(
    (form: HTMLFormElement | null) => form?.querySelector<HTMLElement>(`[data-field="${focus}"] :is(input, textarea, button)`)?.focus(),
    [focus],
  );
  return (
    <form ref={focusAsked} noValidate method="post" onSubmit={(event) => void handleSubmit(onSubmit)(event)} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="name">
          <Controller
            control={control}
            name="name"
            render={({ field, fieldState }) => (
              <TextField
                label="Name"
                placeholder="Learned order on the home page"
                error={fieldState.error?.message}
                {...field}
                onChange={(event) => nameChanged(event.currentTarget.value)}
              />
            )}
          />
        </Field>
        <Field name="key">
          <Controller
            control={control}
            name="key"
            render={({ field, fieldState }) => (
              <TextField
                label="Key"
                spellCheck={false}
                hint="In answers of the api and in the address of the page."
                error={fieldState.error?.message}
                {...field}
              />
            )}
          />
        </Field>
      </div>
      <Field name="hypothesis">
        <Controller
          control={control}
          name="hypothesis"
          render={({ field, fieldState }) => (
            <TextArea
              label="Hypothesis"
              rows={2}
              hint="What should become better, and why. It cannot be changed once people are in it."
              error={fieldState.error?.message}
              {...field}
            />
          )}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          control={control}
          name="placementKey"
          label="Placement"
          options={choices.placements.map(({ key }) => ({ value: key, label: placementName(key) }))}
          onChange={choosePlacement}
        />
        <Choice
          control={control}
          name="conversionEvent"
          label="Conversion event"
          options={choices.eventTypes.map((name) => ({ value: name, label: name }))}
          hint="A person converts with the first one after their first list."
        />
        <Choice control={control} name="controlVersionId" label="Control serves" options={versions} />
        <Choice control={control} name="treatmentVersionId" label="Treatment serves" options={versions} />
      </div>
      <Field name="sameModel">
        <Controller
          control={control}
          name="sameModel"
          render={({ field, fieldState }) => (
            <Checkbox
              label="Both serve the same model: an A/A test"
              hint={fieldState.error?.message ?? "It should find no difference, which is how the machinery is tested."}
              checked={field.value}
              onChange={field.onChange}
            />
          )}
        />
      </Field>
      <DialogFooter>
        <Button onClick={cancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={formState.isSubmitting}>
          {formState.isSubmitting && <Spinner />}
          {submitLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}

interface ChoiceProps {
  readonly control: Control<Draft>;
  readonly name: "placementKey" | "conversionEvent" | "controlVersionId" | "treatmentVersionId";
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly hint?: string;
  /** In place of taking the choice into the draft. */
  readonly onChange?: (value: string) => void;
}

/** One of several, as a field of the draft. */
const Choice = ({ control, name, label, options, hint, onChange }: ChoiceProps) => (
  <Field name={name}>
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <SelectField
          label={label}
          value={field.value === "" ? null : field.value}
          options={options}
          onChange={onChange ?? field.onChange}
          placeholder="Choose"
          hint={hint}
          error={fieldState.error?.message}
        />
      )}
    />
  </Field>
);

/** Where a check that failed leads to. */
const Field = ({ name, children }: { name: keyof Draft; children: ReactNode }) => <div data-field={name}>{children}</div>;

/** The first placement with what it serves as the control; the treatment is for the reader to choose. */
function startOf({ placements, eventTypes }: Choices): Draft {
  const first = placements.find(({ key }) => key === "home") ?? placements[0];
  return {
    key: "",
    name: "",
    hypothesis: "",
    placementKey: first?.key ?? "",
    controlVersionId: first?.modelVersionId ?? "",
    treatmentVersionId: "",
    sameModel: false,
    conversionEvent: eventTypes.includes("purchase") ? "purchase" : (eventTypes[0] ?? ""),
  };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
}
