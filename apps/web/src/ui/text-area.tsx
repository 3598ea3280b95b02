"use client";
import { Field } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { FieldNotes, labelStyle } from "./field-notes.tsx";
import { controlStyle } from "./text-field.tsx";

interface TextAreaProps extends Omit<ComponentProps<typeof Field.Control>, "className" | "render"> {
  readonly label: string;
  readonly name: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly rows?: number;
  /** For code: a fixed width and no spelling help. */
  readonly mono?: boolean;
  readonly className?: string;
}

/** Several lines of text; takes the props of a TextField. */
export function TextArea({ label, name, hint, error, rows = 3, mono = false, className, ...control }: TextAreaProps) {
  return (
    <Field.Root invalid={error !== undefined} name={name} className={className}>
      <Field.Label className={labelStyle}>{label}</Field.Label>
      <Field.Control
        render={<textarea rows={rows} />}
        className={cn(controlStyle, "h-auto min-h-9 resize-y py-2 leading-relaxed", mono && "font-mono text-[12.5px]")}
        {...(mono ? { spellCheck: false } : {})}
        {...control}
      />
      <FieldNotes hint={hint} error={error} />
    </Field.Root>
  );
}
