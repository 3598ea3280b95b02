"use client";
import { Field } from "@base-ui/react/field";
import { NumberField as Base } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { FieldNotes, labelStyle } from "./field-notes.tsx";
import { controlStyle } from "./text-field.tsx";

interface NumberFieldProps {
  readonly label: string;
  readonly name?: string;
  /** null while the field is empty. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | undefined;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
  readonly className?: string;
}

const stepStyle =
  "grid w-8 place-items-center text-fg-3 hover:text-fg disabled:opacity-40 data-disabled:cursor-not-allowed data-disabled:opacity-40 [&_svg]:size-3.5";

/** A number with small steps; held to its bounds when the field is left. */
export function NumberField(props: NumberFieldProps) {
  const { label, name, value, onChange, min, max, step = 1, hint, error, disabled = false, className } = props;
  return (
    <Field.Root invalid={error !== undefined} {...(name === undefined ? {} : { name })} className={className}>
      <Field.Label className={labelStyle}>{label}</Field.Label>
      <Base.Root
        value={value}
        onValueChange={(next) => onChange(next)}
        step={step}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        disabled={disabled}
        locale="en-GB"
        format={{ useGrouping: false, maximumFractionDigits: 6 }}
      >
        <Base.Group className={cn(controlStyle, "flex px-0 focus-within:border-brand focus-within:ring-3 focus-within:ring-brand/20")}>
          <Base.Input className="tnum w-full min-w-0 flex-1 bg-transparent pl-3 outline-none" />
          <Base.Decrement aria-label={`Less: ${label}`} className={stepStyle}>
            <Minus aria-hidden />
          </Base.Decrement>
          <Base.Increment aria-label={`More: ${label}`} className={stepStyle}>
            <Plus aria-hidden />
          </Base.Increment>
        </Base.Group>
      </Base.Root>
      <FieldNotes hint={hint} error={error} />
    </Field.Root>
  );
}
