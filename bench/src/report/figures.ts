import { LatencySketch } from "@attune/core/metrics/latency-sketch";

/** A type and not an interface, so that its entries are known to be numbers. */
export type Quantiles = {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
};

/** Of a sketch as JSON; NaN when it is empty. */
export function quantilesOf(sketch: readonly number[]): Quantiles {
  const whole = LatencySketch.fromJSON(sketch);
  const quantile = (q: number) => whole.quantile(q) ?? Number.NaN;
  return { p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99) };
}

/** Three significant digits, thousands separated. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

export const quantilesText = ({ p50Ms, p95Ms, p99Ms }: Quantiles): string => `${short(p50Ms)} / ${short(p95Ms)} / ${short(p99Ms)} ms`;
