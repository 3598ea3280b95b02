import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const TONES = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  neutral: "bg-surface-2 text-fg-2 ring-1 ring-line ring-inset",
  brand: "bg-brand-soft text-brand-ink",
} as const;
export type Tone = keyof typeof TONES;

export const Badge = ({ tone = "neutral", className, ...props }: ComponentProps<"span"> & { tone?: Tone }) => (
  <span
    className={cn(
      "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-[11.5px] [&_svg]:size-3",
      TONES[tone],
      className,
    )}
    {...props}
  />
);
