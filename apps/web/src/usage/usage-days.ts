import { DAY_MS, type UsageMeasure } from "@attune/core/metrics/usage";

/** What one day, or all of a range, amounts to. */
export interface Usage {
  readonly events: number;
  readonly recommendations: number;
  /** Not stored, not personalised, not learned from: the person did not permit it. */
  readonly withheldEvents: number;
  readonly withheldRecommendations: number;
  readonly withheldExamples: number;
  /** Sent for people who were erased. */
  readonly suppressedEvents: number;
  /** A level, not a sum; `null` where it was not measured. */
  readonly storageBytes: number | null;
}

export type UsageOfDay = Usage & { readonly dayMs: number };

type Sum = Exclude<keyof Usage, "storageBytes">;

const SUMS: ReadonlyMap<UsageMeasure, Sum> = new Map([
  ["events", "events"],
  ["recommendations", "recommendations"],
  ["withheld_events", "withheldEvents"],
  ["withheld_recommendations", "withheldRecommendations"],
  ["withheld_examples", "withheldExamples"],
  ["suppressed_events", "suppressedEvents"],
]);

export const NO_USAGE: Usage = {
  events: 0,
  recommendations: 0,
  withheldEvents: 0,
  withheldRecommendations: 0,
  withheldExamples: 0,
  suppressedEvents: 0,
  storageBytes: null,
};

interface Counted {
  readonly dayMs: number;
  readonly measure: UsageMeasure;
  readonly count: number;
}

/** Every day from `fromDayMs` to `toDayMs`, both included, with 0 where nothing was counted. */
export function usageByDay(rows: readonly Counted[], fromDayMs: number, toDayMs: number): UsageOfDay[] {
  const days = new Map<number, UsageOfDay>();
  for (let dayMs = fromDayMs; dayMs <= toDayMs; dayMs += DAY_MS) days.set(dayMs, { dayMs, ...NO_USAGE });
  for (const { dayMs, measure, count } of rows) {
    const day = days.get(dayMs);
    if (day === undefined) continue;
    const sum = SUMS.get(measure);
    if (measure === "storage_bytes") days.set(dayMs, { ...day, storageBytes: (day.storageBytes ?? 0) + count });
    else if (sum !== undefined) days.set(dayMs, { ...day, [sum]: day[sum] + count });
  }
  return [...days.values()];
}

/** Of several tenants together. Storage adds up what is known. */
export function together(usages: readonly Usage[]): Usage {
  return usages.reduce((all, one) => ({ ...summed(all, one), storageBytes: sumOfKnown(all.storageBytes, one.storageBytes) }), NO_USAGE);
}

/** Of a whole range: counts add up, storage is the newest that is known. */
export function overRange(days: readonly Usage[]): Usage {
  const storageBytes = days.findLast((day) => day.storageBytes !== null)?.storageBytes ?? null;
  return { ...days.reduce(summed, NO_USAGE), storageBytes };
}

/** The days of several tenants, day by day. All of them cover the same range. */
export function daysTogether(tenants: readonly (readonly UsageOfDay[])[]): UsageOfDay[] {
  const [first = []] = tenants;
  return first.map(({ dayMs }, i) => ({ dayMs, ...together(tenants.map((days) => days[i] ?? NO_USAGE)) }));
}

function summed(a: Usage, b: Usage): Usage {
  const sums = Object.fromEntries([...SUMS.values()].map((key) => [key, a[key] + b[key]])) as Readonly<Record<Sum, number>>;
  return { ...sums, storageBytes: a.storageBytes };
}

function sumOfKnown(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
