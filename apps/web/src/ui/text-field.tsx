"use client";
import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const controlStyle =
  "h-9 w-full rounded-lg border border-line-strong bg-surface px-3 text-[13.5px] shadow-card placeholder:text-fg-3 hover:border-fg-3/60 focus:border-brand focus:outline-none focus:ring-3 focus:ring-brand/20 data-invalid:border-bad data-invalid:focus:ring-bad/20";

interface TextFieldProps extends Omit<ComponentProps<typeof Field.Control>, "className"> {
  readonly label: string;
  readonly name: string;
  readonly error?: string | undefined;
  readonly className?: string;
}

export function TextField({ label, name, error, className, ...control }: TextFieldProps) {
  return (
    <Field.Root invalid={error !== undefined} name={name} className={className}>
      <Field.Label className="mb-1.5 block font-medium text-[13px]">{label}</Field.Label>
      <Field.Control className={cn(controlStyle)} {...control} />
      {error !== undefined && (
        <Field.Error match className="mt-1.5 block text-[12.5px] text-bad">
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}
