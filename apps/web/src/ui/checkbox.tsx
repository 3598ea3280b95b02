"use client";
import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";

interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly name?: string | undefined;
  readonly disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, hint, name, disabled = false }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Base.Root
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
        {...(name === undefined ? {} : { name })}
        aria-labelledby={`${id}-label`}
        {...(hint ? { "aria-describedby": `${id}-hint` } : {})}
        id={id}
        className="mt-px grid size-4.5 shrink-0 place-items-center rounded-md border border-line-strong bg-surface shadow-card hover:border-fg-3/60 data-disabled:cursor-not-allowed data-checked:border-brand data-checked:bg-brand data-disabled:opacity-50"
      >
        <Base.Indicator className="text-brand-fg [&_svg]:size-3.5">
          <Check aria-hidden strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <span className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className="block text-[13px]">
          {label}
        </label>
        {hint && (
          <span id={`${id}-hint`} className="mt-0.5 block text-[12px] text-fg-3">
            {hint}
          </span>
        )}
      </span>
    </div>
  );
}
