import * as z from "zod";

/**
 * What is counted per tenant and day. `events`: folded, each once. `withheld_*`: not used because the person does not permit it; an event that was not
 * stored, a recommendation that was not personalised, an impression that nothing was learned from. `suppressed_events`: of people who were erased.
 * `storage_bytes`: folded state, as last measured that day; the only one that is a level and not a sum.
 */
export const USAGE_MEASURES = [
  "events",
  "recommendations",
  "withheld_events",
  "withheld_recommendations",
  "withheld_examples",
  "suppressed_events",
  "storage_bytes",
] as const;

/** Counts of one erasure beside those of a tenant: `suppressed:<requestId>`. */
export const usageMeasureSchema = z.union([z.enum(USAGE_MEASURES), z.templateLiteral(["suppressed:", z.string().min(1)])]);
export type UsageMeasure = z.infer<typeof usageMeasureSchema>;

export const DAY_MS = 86_400_000;

/** The beginning of the day (UTC) that a moment belongs to. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

/** One tenant's count of one measure on one day; `source` says who counted, so that several may count side by side. */
export interface UsageRow {
  readonly dayMs: number;
  readonly measure: UsageMeasure;
  readonly source: string;
  readonly count: number;
}
