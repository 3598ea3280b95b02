"use client";
import { METRICS } from "@attune/core/experiments/results";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { clockTime, zoneName } from "../live/clock-time.ts";
import { Card, CardHeader } from "../ui/card.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { Results } from "./experiment.ts";
import type { IntervalPoint } from "./interval-chart.tsx";
import { intervalText, signedPercent } from "./percent.ts";
import { METRIC_WORDS } from "./words.ts";

const Placeholder = () => <Skeleton className="mx-4 h-44" />;
// The chart library comes after the page, as on the Live page.
const IntervalChart = dynamic(() => import("./interval-chart.tsx").then((module) => module.IntervalChart), {
  ssr: false,
  loading: Placeholder,
});

/** The interval over time, drawn and in words. */
export function IntervalCard({ results }: { results: Results }) {
  const [metric, setMetric] = useQueryState(
    "metric",
    parseAsStringLiteral(METRICS).withDefault("click_through").withOptions({ history: "push" }),
  );
  const points = results.history.flatMap(({ atMs, people, metrics }): IntervalPoint[] => {
    const interval = metrics.find((one) => one.metric === metric)?.interval;
    return interval ? [{ atMs, people, ...interval }] : [];
  });
  return (
    <Card aria-labelledby="interval" data-testid="interval">
      <CardHeader id="interval" title="How the interval narrowed" description={`lift of the treatment, times in ${zoneName(results.atMs)}`}>
        <Select
          label="Metric"
          value={metric}
          options={METRICS.map((one) => ({ value: one, label: METRIC_WORDS[one].label }))}
          onChange={(next) => void setMetric(next)}
          className="w-36"
        />
      </CardHeader>
      <div aria-hidden className="h-48 px-1 pb-1">
        {points.length > 0 ? (
          <IntervalChart points={points} />
        ) : (
          <p className="grid h-full place-items-center text-[12.5px] text-fg-3">no interval yet</p>
        )}
      </div>
      <p className="px-4 pb-3 text-[12px] text-fg-3" data-testid="interval-words">
        {wordsOf(points)} Drawn from what the api saw since it was started; the results above are complete.
      </p>
    </Card>
  );
}

function wordsOf(points: readonly IntervalPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "An interval needs people, and clicks, in both variants.";
  const now = `${signedPercent(last.lift)} (${intervalText(last)}) with ${last.people.toLocaleString("en")} people`;
  return first === last
    ? `Now ${now}.`
    : `From ${intervalText(first)} with ${first.people.toLocaleString("en")} people at ${clockTime(first.atMs)} to ${now}.`;
}
