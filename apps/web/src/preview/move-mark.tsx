import type { Move } from "@attune/core/recommendations/compare-lists";
import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "../ui/cn.ts";

const WORDS = { gained: "new", lost: "gone" } as const;

/** How far the item moved, beside its rank: in words or with an arrow, never by colour alone. */
export function MoveMark({ move }: { move: Move | undefined }) {
  if (!move || move.kind === "kept") return null;
  const style = "tnum inline-flex items-center font-medium text-[10.5px] leading-none [&_svg]:size-2.5";
  if (move.kind === "gained" || move.kind === "lost") {
    const tone = move.kind === "gained" ? "bg-brand-soft text-brand-ink" : "bg-surface-2 text-fg-2";
    return <span className={cn(style, "rounded px-1 py-0.5", tone)}>{WORDS[move.kind]}</span>;
  }
  const Icon = move.kind === "up" ? ArrowUp : ArrowDown;
  return (
    <span className={cn(style, move.kind === "up" ? "text-ok" : "text-fg-3")}>
      <Icon aria-hidden strokeWidth={3} />
      <span className="sr-only">{move.kind} </span>
      {move.by}
    </span>
  );
}
