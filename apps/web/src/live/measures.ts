import type { LivePoint } from "@attune/core/live/schema";

export const UNITS = ["per-second", "ms", "share", "count"] as const;
export type Unit = (typeof UNITS)[number];

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A number of a unit as `{value, unit}` in text, with as many digits as matter. */
export function formatMeasure(value: number, unit: Unit): { readonly value: string; readonly unit: string } {
  switch (unit) {
    case "per-second":
      return { value: value < 10 ? trimmed(value, 1) : value < 100_000 ? whole.format(value) : compact.format(value), unit: "/s" };
    case "ms":
      return value < 10_000 ? { value: digits(value), unit: "ms" } : { value: digits(value / 1000), unit: "s" };
    case "share":
      return { value: (value * 100).toFixed(1), unit: "%" };
    case "count":
      return { value: value < 100_000 ? whole.format(value) : compact.format(value), unit: "" };
  }
}

export const measureText = (value: number, unit: Unit): string => {
  const formatted = formatMeasure(value, unit);
  return formatted.unit === "/s" || formatted.unit === "" ? formatted.value + formatted.unit : `${formatted.value} ${formatted.unit}`;
};

const digits = (value: number) => (value < 10 ? value.toFixed(1) : whole.format(value));
const trimmed = (value: number, places: number) => String(Number(value.toFixed(places)));

/** Short text for an axis: the unit stands once in the chart's description. */
export function axisText(value: number, unit: Unit): string {
  if (unit === "share") return `${trimmed(value * 100, 1)} %`;
  return value < 10_000 ? trimmed(value, 2) : compact.format(value);
}

export interface Series {
  readonly key: string;
  readonly name: string;
  /** A colour token: ours, what is served, time, or the baseline it is compared with. */
  readonly color: string;
  /** Lines differ by dash as well, never by colour alone. */
  readonly dash?: string;
  readonly filled?: boolean;
  readonly read: (point: LivePoint) => number | null;
}

export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
  readonly series: readonly Series[];
  /** Axis starts at zero, or near the data where the differences are what matters. */
  readonly floor: "zero" | "data";
}

const own = "var(--chart-own)";
const served = "var(--chart-served)";
const time = "var(--chart-time)";
const timeSoft = "var(--chart-time-soft)";
const baseline = "var(--chart-baseline)";

export const THROUGHPUT: Measure = {
  id: "throughput",
  title: "Throughput",
  description: "per second",
  unit: "per-second",
  floor: "zero",
  series: [
    { key: "accepted", name: "Events accepted", color: own, filled: true, read: (p) => p.acceptedEvents },
    { key: "folded", name: "Events folded", color: baseline, dash: "4 3", read: (p) => p.foldedEvents },
    { key: "recommendations", name: "Recommendations", color: served, filled: true, read: (p) => p.recommendations },
  ],
};

export const DETAIL_MEASURES: readonly Measure[] = [
  {
    id: "latency",
    title: "Latency",
    description: "ms, in the api",
    unit: "ms",
    floor: "zero",
    series: [
      { key: "p99", name: "p99", color: time, filled: true, read: (p) => p.latencyMs?.p99 ?? null },
      { key: "p95", name: "p95", color: timeSoft, dash: "5 3", read: (p) => p.latencyMs?.p95 ?? null },
      { key: "p50", name: "p50", color: baseline, dash: "2 3", read: (p) => p.latencyMs?.p50 ?? null },
    ],
  },
  {
    id: "freshness",
    title: "Freshness",
    description: "ms, accepted to visible",
    unit: "ms",
    floor: "zero",
    series: [
      { key: "p99", name: "p99", color: served, filled: true, read: (p) => p.freshnessMs?.p99 ?? null },
      { key: "p50", name: "p50", color: baseline, dash: "2 3", read: (p) => p.freshnessMs?.p50 ?? null },
    ],
  },
  {
    id: "click-through",
    title: "Click-through",
    description: "of lists, last minute",
    unit: "share",
    floor: "zero",
    series: [
      { key: "personalized", name: "Personalised", color: own, filled: true, read: (p) => p.clickThrough.personalized },
      { key: "popularity", name: "Popularity", color: baseline, dash: "4 3", read: (p) => p.clickThrough.popularity },
    ],
  },
  {
    id: "accuracy",
    title: "Progressive accuracy",
    description: "pairs in order; chance is 50 %",
    unit: "share",
    floor: "data",
    series: [
      { key: "ranker", name: "Ranker", color: own, filled: true, read: (p) => p.accuracy.ranker },
      { key: "popularity", name: "Popularity", color: baseline, dash: "4 3", read: (p) => p.accuracy.popularity },
    ],
  },
];
