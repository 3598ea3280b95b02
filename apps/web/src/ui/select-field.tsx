"use client";
import { Field } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { FieldNotes, labelStyle } from "./field-notes.tsx";
import { Select } from "./select.tsx";

type SelectFieldProps<T extends string> = ComponentProps<typeof Select<T>> & {
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Of the whole field, such as its width. */
  readonly className?: string;
};

/** A Select of a form: with its label to be seen, a hint and an error. */
export function SelectField<T extends string>({ hint, error, className, ...select }: SelectFieldProps<T>) {
  return (
    <Field.Root invalid={error !== undefined} className={className}>
      <Field.Label className={labelStyle} nativeLabel={false} render={<div />}>
        {select.label}
      </Field.Label>
      <Select {...select} className="h-9 w-full text-[13.5px]" />
      <FieldNotes hint={hint} error={error} />
    </Field.Root>
  );
}
