"use client";
import { Slider as Base } from "@base-ui/react/slider";
import type { ReactNode } from "react";

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** When the hand has let go: the time to ask the server. */
  readonly onCommit?: ((value: number) => void) | undefined;
  readonly min: number;
  readonly max: number;
  readonly step?: number | undefined;
  readonly format?: ((value: number) => string) | undefined;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
}

export function Slider({ label, value, onChange, onCommit, min, max, step = 1, format = String, hint, disabled = false }: SliderProps) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next)}
      onValueCommitted={(next) => onCommit?.(next)}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
    >
      <div className="flex items-baseline justify-between gap-3">
        <Base.Label className="font-medium text-[13px]">{label}</Base.Label>
        <Base.Value className="tnum text-[13px] text-fg-2">{() => format(value)}</Base.Value>
      </div>
      <Base.Control className="flex w-full touch-none select-none items-center py-2.5 data-disabled:opacity-50">
        <Base.Track className="h-1.5 w-full rounded-full bg-line-strong">
          <Base.Indicator className="rounded-full bg-brand" />
          <Base.Thumb
            getAriaValueText={() => format(value)}
            className="size-4 rounded-full border-2 border-brand bg-surface shadow-card has-focus-visible:outline-2 has-focus-visible:outline-brand has-focus-visible:outline-offset-2"
          />
        </Base.Track>
      </Base.Control>
      {hint && <p className="text-[12px] text-fg-3">{hint}</p>}
    </Base.Root>
  );
}
