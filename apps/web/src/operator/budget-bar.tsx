import type { HopBurden, HopCause } from "@attune/core/metrics/slowest-hop";
import { measureText } from "../live/measures.ts";
import { cn } from "../ui/cn.ts";

/** What uses it, where that is not simply how long the work takes. */
const BY: Readonly<Record<HopCause, string>> = {
  latency: "",
  waiting: ", by what waits",
  loop: ", by its event loop",
  queue: ", by its queue",
};

/** How much of a budget is used: a bar that is full at the whole of it, and in text the share and what uses it. */
export function BudgetBar({ reading, share, cause }: HopBurden) {
  const over = share > 1;
  return (
    <div className="min-w-44">
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-surface-2 ring-1 ring-line ring-inset">
        <div
          className={cn("h-full rounded-full", over ? "bg-bad" : share > 0.7 ? "bg-warn" : "bg-ok")}
          style={{ width: `${Math.min(100, share * 100)}%` }}
        />
      </div>
      <p className={cn("tnum mt-1 text-[12px]", over ? "font-medium text-bad" : "text-fg-3")}>
        {shareText(share)} of {measureText(reading.budgetMs, "ms")}
        {share > 0 && BY[cause]}
      </p>
    </div>
  );
}

function shareText(share: number): string {
  return share < 10 ? `${Math.round(share * 100)} %` : `${Math.round(share).toLocaleString("en-GB")} times`;
}
