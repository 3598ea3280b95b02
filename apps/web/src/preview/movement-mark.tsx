import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "../ui/cn.ts";
import type { Movement } from "./movements.ts";

/** How far the item moved, beside its rank. */
export function MovementMark({ movement }: { movement: Movement | undefined }) {
  if (!movement || movement.kind === "same") return null;
  const style = "tnum inline-flex items-center font-medium text-[10.5px] leading-none [&_svg]:size-2.5";
  if (movement.kind === "new") return <span className={cn(style, "rounded bg-brand-soft px-1 py-0.5 text-brand-ink")}>new</span>;
  const Icon = movement.kind === "up" ? ArrowUp : ArrowDown;
  return (
    <span className={cn(style, movement.kind === "up" ? "text-ok" : "text-fg-3")}>
      <Icon aria-hidden strokeWidth={3} />
      <span className="sr-only">{movement.kind} </span>
      {movement.by}
    </span>
  );
}
