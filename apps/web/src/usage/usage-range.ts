import { DAY_MS, dayOf } from "@attune/core/metrics/usage";
import * as z from "zod";
import { isoDay } from "./usage-csv.ts";

export const RANGE_DAYS = [7, 30, 90] as const;
export const MAX_DAYS = 366;

/** Days in UTC, both included. */
export const usageRangeSchema = z
  .strictObject({ from: z.iso.date("The first day must be a date."), to: z.iso.date("The last day must be a date.") })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "The last day must not be before the first." })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / DAY_MS < MAX_DAYS, {
    path: ["from"],
    message: `At most ${MAX_DAYS} days can be shown at once.`,
  });
export type UsageRange = z.infer<typeof usageRangeSchema>;

/** The last so many days, today among them. */
export function lastDays(days: number, nowMs: number): UsageRange {
  const today = dayOf(nowMs);
  return { from: isoDay(today - (days - 1) * DAY_MS), to: isoDay(today) };
}
