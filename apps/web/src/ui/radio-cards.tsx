"use client";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

interface RadioCardsProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly {
    readonly value: T;
    readonly label: ReactNode;
    readonly hint?: ReactNode;
    readonly disabled?: boolean | undefined;
  }[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  /** Classes of the grid, such as `sm:grid-cols-3`. */
  readonly className?: string;
}

/** One of a few that need a sentence each: they stand side by side instead of in a list to open. */
export function RadioCards<T extends string>({ label, value, options, onChange, disabled = false, className }: RadioCardsProps<T>) {
  const id = useId();
  return (
    <div>
      <p id={id} className="mb-1.5 font-medium text-[13px]">
        {label}
      </p>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => next !== null && onChange(next)}
        disabled={disabled}
        className={cn("grid gap-2", className)}
      >
        {options.map((option) => (
          <Radio.Root
            key={option.value}
            value={option.value}
            disabled={option.disabled ?? false}
            aria-labelledby={`${id}-${option.value}`}
            {...(option.hint ? { "aria-describedby": `${id}-${option.value}-hint` } : {})}
            className="flex cursor-pointer items-start gap-2.5 rounded-xl border border-line-strong bg-surface px-3 py-2.5 text-left shadow-card hover:bg-surface-2 data-disabled:cursor-not-allowed data-checked:border-brand data-checked:bg-brand-soft data-disabled:opacity-50"
          >
            <span aria-hidden className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong bg-surface">
              <Radio.Indicator className="size-2 rounded-full bg-brand" />
            </span>
            <span className="min-w-0">
              <span id={`${id}-${option.value}`} className="block font-medium text-[13px]">
                {option.label}
              </span>
              {option.hint && (
                <span id={`${id}-${option.value}-hint`} className="mt-0.5 block text-[12px] text-fg-2">
                  {option.hint}
                </span>
              )}
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
