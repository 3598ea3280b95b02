"use client";
import type { LivePoint } from "@attune/core/live/schema";
import dynamic from "next/dynamic";
import { Card, CardHeader } from "../ui/card.tsx";
import { cn } from "../ui/cn.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { latestKnown } from "./live-window.ts";
import { type Measure, measureText, type Series } from "./measures.ts";

const Placeholder = () => <Skeleton className="mx-4 h-[calc(100%-1rem)]" />;

// The chart library is more than half of the page's script, so it comes after the page.
const TimeChart = dynamic(() => import("./time-chart.tsx").then((module) => module.TimeChart), { ssr: false, loading: Placeholder });

interface ChartCardProps {
  readonly measure: Measure;
  readonly points: readonly LivePoint[];
  readonly tall?: boolean;
}

/** A chart with its legend; the legend carries the current values in text, which is also what a screen reader gets. */
export function ChartCard({ measure, points, tall = false }: ChartCardProps) {
  const hasData = points.some((point) => measure.series.some(({ read }) => read(point) !== null));
  return (
    <Card aria-labelledby={`chart-${measure.id}`} data-testid={`chart-${measure.id}`}>
      <CardHeader id={`chart-${measure.id}`} title={measure.title} description={measure.description} />
      <ul className="flex flex-wrap gap-x-3 gap-y-0.5 px-4 pb-1.5 text-[12px] text-fg-2">
        {measure.series.map((series) => (
          <LegendEntry key={series.key} series={series} measure={measure} points={points} />
        ))}
      </ul>
      <div aria-hidden className={cn("relative px-1 pb-2", tall ? "h-38" : "h-32")}>
        {points.length === 0 ? <Placeholder /> : <TimeChart measure={measure} points={points} />}
        {points.length > 0 && !hasData && (
          <p className="pointer-events-none absolute inset-0 grid place-items-center pb-6 text-[12.5px] text-fg-3">no data yet</p>
        )}
      </div>
    </Card>
  );
}

const NoData = () => (
  <>
    <span aria-hidden>–</span>
    <span className="sr-only">no data yet</span>
  </>
);

function LegendEntry({ series, measure, points }: { series: Series; measure: Measure; points: readonly LivePoint[] }) {
  const value = latestKnown(points, series.read);
  return (
    <li className="flex items-center gap-1.5">
      <svg aria-hidden="true" viewBox="0 0 12 4" className="h-1 w-3">
        <path d="M0 2H12" stroke={series.color} strokeWidth="2.5" strokeDasharray={series.dash ? "4 2" : undefined} />
      </svg>
      {series.name}
      <span className="tnum min-w-11 font-medium text-fg">{value === null ? <NoData /> : measureText(value, measure.unit)}</span>
    </li>
  );
}
