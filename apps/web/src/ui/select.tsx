"use client";
import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "./cn.ts";
import { popupItemStyle, popupStyle } from "./popup-style.ts";
import { controlStyle } from "./text-field.tsx";

interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string | undefined;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Select<T extends string>({ label, value, options, onChange, placeholder, disabled = false, className }: SelectProps<T>) {
  return (
    <Base.Root items={options} value={value} disabled={disabled} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger
        aria-label={label}
        className={cn(
          controlStyle,
          "flex h-8 items-center justify-between gap-2 px-2.5 text-left text-[13px] data-popup-open:border-brand",
          className,
        )}
      >
        <Base.Value className="truncate">
          {(current: T | null) => options.find((o) => o.value === current)?.label ?? placeholder}
        </Base.Value>
        <Base.Icon>
          <ChevronsUpDown className="size-3.5 text-fg-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={cn(popupStyle, "max-h-(--available-height) min-w-(--anchor-width) max-w-80 overflow-y-auto")}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={cn(popupItemStyle, "justify-between")}>
                <span className="min-w-0">
                  <Base.ItemText className="block truncate">{option.label}</Base.ItemText>
                  {option.hint && <span className="block truncate text-[12px] text-fg-3">{option.hint}</span>}
                </span>
                <Base.ItemIndicator>
                  <Check />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
