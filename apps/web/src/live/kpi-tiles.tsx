"use client";
import type { LivePoint } from "@attune/core/live/schema";
import type { ReactNode } from "react";
import { everySecond, latestKnown } from "./live-window.ts";
import { formatMeasure, measureText, type Unit } from "./measures.ts";
import { Sparkline } from "./sparkline.tsx";

interface Tile {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly color: string;
  readonly read: (point: LivePoint) => number | null;
  /** A second fact under the number; `latest` gives the newest known value. */
  readonly note: (latest: (read: (point: LivePoint) => number | null) => number | null) => string;
}

const orNothing = (value: number | null, text: (value: number) => string) => (value === null ? "no data yet" : text(value));

const TILES: readonly Tile[] = [
  {
    id: "events",
    label: "Events accepted",
    unit: "per-second",
    color: "var(--chart-own)",
    read: (p) => p.acceptedEvents,
    note: (latest) =>
      orNothing(
        latest((p) => p.rejectedEvents),
        (n) => (n === 0 ? "none rejected" : `${measureText(n, "per-second")} rejected`),
      ),
  },
  {
    id: "recommendations",
    label: "Recommendations",
    unit: "per-second",
    color: "var(--chart-served)",
    read: (p) => p.recommendations,
    note: (latest) =>
      orNothing(
        latest((p) => p.degraded),
        (n) => (n === 0 ? "none degraded" : `${measureText(n, "per-second")} degraded`),
      ),
  },
  {
    id: "latency",
    label: "Latency p99",
    unit: "ms",
    color: "var(--chart-time)",
    read: (p) => p.latencyMs?.p99 ?? null,
    note: (latest) =>
      orNothing(
        latest((p) => p.latencyMs?.p50 ?? null),
        (ms) => `p50 ${measureText(ms, "ms")}`,
      ),
  },
  {
    id: "freshness",
    label: "Freshness p99",
    unit: "ms",
    color: "var(--chart-served)",
    read: (p) => p.freshnessMs?.p99 ?? null,
    note: (latest) =>
      orNothing(
        latest((p) => p.freshnessMs?.p50 ?? null),
        (ms) => `p50 ${measureText(ms, "ms")}`,
      ),
  },
  {
    id: "click-through",
    label: "Click-through",
    unit: "share",
    color: "var(--chart-own)",
    read: (p) => p.clickThrough.personalized,
    note: (latest) => {
      const own = latest((p) => p.clickThrough.personalized);
      const popularity = latest((p) => p.clickThrough.popularity);
      if (popularity === null) return "no baseline yet";
      const factor = own !== null && popularity > 0 ? `, ${(own / popularity).toFixed(1)} times` : "";
      return `popularity ${measureText(popularity, "share")}${factor}`;
    },
  },
  { id: "lag", label: "Lag", unit: "count", color: "var(--chart-baseline)", read: (p) => p.lag, note: () => "events not folded yet" },
];

const SPARK_SECONDS = 60;

export function KpiTiles({ points }: { points: readonly LivePoint[] }) {
  const seconds = everySecond(points).slice(-SPARK_SECONDS);
  const latest = (read: Tile["read"]) => latestKnown(points, read);
  return (
    <dl aria-label="Now" className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {TILES.map(({ id, label, unit, color, read, note }) => (
        <div
          key={id}
          className="grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-0.5 rounded-xl border bg-surface px-3.5 py-2.5 shadow-card"
          data-testid={`kpi-${id}`}
        >
          <dt className="col-span-2 truncate font-medium text-[12px] text-fg-3">{label}</dt>
          <dd className="flex h-7 items-center">{points.length === 0 ? <Waiting /> : <Amount value={latest(read)} unit={unit} />}</dd>
          <dd aria-hidden className="w-20">
            <Sparkline color={color} values={seconds.map(({ point }) => (point ? read(point) : null))} />
          </dd>
          <dd className="col-span-2 h-4 truncate text-[11.5px] text-fg-3">{points.length > 0 && note(latest)}</dd>
        </div>
      ))}
    </dl>
  );
}

const Waiting = (): ReactNode => <span className="text-[19px] text-fg-3">–</span>;

function Amount({ value, unit }: { value: number | null; unit: Unit }) {
  if (value === null) return <span className="text-[13px] text-fg-3">no data yet</span>;
  const formatted = formatMeasure(value, unit);
  return (
    <span className="tnum font-semibold text-[20px] tracking-[-0.02em]" data-testid="kpi-value">
      {formatted.value}
      {formatted.unit && <span className="ml-0.5 font-medium text-[13px] text-fg-2 tracking-normal">{formatted.unit}</span>}
    </span>
  );
}
