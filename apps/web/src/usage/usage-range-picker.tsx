"use client";
import { parseAsNumberLiteral, parseAsString, useQueryStates } from "nuqs";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { useNow } from "../ui/use-now.ts";
import { lastDays, RANGE_DAYS, type UsageRange, usageRangeSchema } from "./usage-range.ts";

const A_MINUTE_MS = 60_000;

/** The range, from the URL: the last so many days, or two dates. A range that cannot be shown says why instead. */
export function useUsageRange() {
  const [{ days, from, to }, setUrl] = useQueryStates(
    { days: parseAsNumberLiteral(RANGE_DAYS).withDefault(30), from: parseAsString, to: parseAsString },
    { history: "push" },
  );
  const preset = lastDays(days, useNow(A_MINUTE_MS));
  const chosen = from !== null || to !== null;
  const wanted: UsageRange = { from: from ?? preset.from, to: to ?? preset.to };
  const parsed = usageRangeSchema.safeParse(wanted);
  return {
    wanted,
    range: parsed.success ? parsed.data : undefined,
    refusal: parsed.error?.issues[0]?.message,
    days: chosen ? undefined : days,
    choose: (change: Partial<UsageRange> & { readonly days?: (typeof RANGE_DAYS)[number] }) =>
      void setUrl(change.days === undefined ? { ...wanted, ...change } : { days: change.days, from: null, to: null }),
  };
}

const dateStyle =
  "h-8 rounded-lg border border-line-strong bg-surface px-2 text-[13px] shadow-card hover:border-fg-3/60 focus:border-brand focus:outline-none focus:ring-3 focus:ring-brand/20 aria-invalid:border-bad";

export function UsageRangePicker({ wanted, days, refusal, choose }: ReturnType<typeof useUsageRange>) {
  const field = (key: keyof UsageRange, label: string) => (
    <label className="flex items-center gap-1.5 text-[12.5px] text-fg-3">
      {label}
      <input
        type="date"
        value={wanted[key]}
        aria-invalid={refusal !== undefined}
        aria-describedby={refusal === undefined ? undefined : "range-refusal"}
        onChange={({ target }) => target.value !== "" && choose({ [key]: target.value })}
        className={cn(dateStyle, "tnum text-fg")}
      />
    </label>
  );
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex gap-1">
        <legend className="sr-only">Range</legend>
        {RANGE_DAYS.map((each) => (
          <Button
            key={each}
            variant={each === days ? "outline" : "ghost"}
            aria-pressed={each === days}
            onClick={() => choose({ days: each })}
          >
            {each} days
          </Button>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        {field("from", "From")}
        {field("to", "to")}
        <span className="text-[12px] text-fg-3">UTC</span>
      </div>
      {refusal && (
        <p id="range-refusal" role="alert" className="text-[12.5px] text-bad">
          {refusal}
        </p>
      )}
    </div>
  );
}
