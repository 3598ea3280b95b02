"use client";
import { Field } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { FieldNotes, labelStyle } from "./field-notes.tsx";

export const controlStyle =
  "h-9 w-full rounded-lg border border-line-strong bg-surface px-3 text-[13.5px] shadow-card placeholder:text-fg-3 hover:border-fg-3/60 focus:border-brand focus:outline-none focus:ring-3 focus:ring-brand/20 disabled:cursor-not-allowed disabled:opacity-60 data-disabled:cursor-not-allowed data-disabled:opacity-60 data-invalid:border-bad data-invalid:focus:ring-bad/20";

interface TextFieldProps extends Omit<ComponentProps<typeof Field.Control>, "className"> {
  readonly label: string;
  readonly name: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string;
}

export function TextField({ label, name, hint, error, className, ...control }: TextFieldProps) {
  return (
    <Field.Root invalid={error !== undefined} name={name} className={className}>
      <Field.Label className={labelStyle}>{label}</Field.Label>
      <Field.Control className={cn(controlStyle)} {...control} />
      <FieldNotes hint={hint} error={error} />
    </Field.Root>
  );
}
