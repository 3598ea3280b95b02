import type { Verdict } from "@attune/core/experiments/decide";
import type { Metric } from "@attune/core/experiments/results";
import type { Decision, ExperimentState, VariantKey } from "@attune/core/experiments/schema";
import type { Tone } from "../ui/badge.tsx";

export const STATE_WORDS: Readonly<Record<ExperimentState, { readonly label: string; readonly tone: Tone }>> = {
  draft: { label: "Draft", tone: "neutral" },
  running: { label: "Running", tone: "brand" },
  stopped: { label: "Stopped", tone: "warn" },
  decided: { label: "Decided", tone: "ok" },
  archived: { label: "Archived", tone: "neutral" },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly label: string; readonly tone: Tone }>> = {
  treatment_better: { label: "Treatment is better", tone: "ok" },
  control_better: { label: "Control is better", tone: "warn" },
  undecided: { label: "Not called", tone: "neutral" },
  unhealthy: { label: "Unhealthy", tone: "bad" },
  no_data: { label: "No data", tone: "neutral" },
};

export const METRIC_WORDS: Readonly<Record<Metric, { readonly label: string; readonly meaning: string }>> = {
  click_through: { label: "Click-through", meaning: "each person's share of lists with an outcome" },
  conversion: { label: "Conversion", meaning: "share of people who did it after their first list" },
};

export const VARIANT_WORDS: Readonly<Record<VariantKey, string>> = { control: "Control", treatment: "Treatment" };

export const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  treatment: "Treatment won",
  control: "Control stays",
  inconclusive: "Inconclusive",
};

const DAY_MS = 86_400_000;

/** "under a day", "1 day", "12 days". */
export function daysText(fromMs: number, untilMs: number): string {
  const days = Math.floor(Math.max(0, untilMs - fromMs) / DAY_MS);
  return days === 0 ? "under a day" : `${days} day${days === 1 ? "" : "s"}`;
}
