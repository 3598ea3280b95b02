"use client";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockTime } from "../live/clock-time.ts";
import { niceScale } from "../live/nice-scale.ts";
import { intervalText, signedPercent } from "./percent.ts";

export interface IntervalPoint {
  readonly atMs: number;
  readonly people: number;
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

const TICK = { tick: { fill: "var(--fg-3)", fontSize: 11 }, tickLine: false, axisLine: false } as const;
/** The first intervals are so wide that the newest would be a line: what is beyond so many times the newest is cut off. */
const VISIBLE_WIDTHS = 3;

/** How the interval of the lift narrowed, against zero. */
export function IntervalChart({ points }: { points: readonly IntervalPoint[] }) {
  const newest = points.at(-1);
  if (newest === undefined) return null;
  const bound = Math.max(Math.abs(newest.low), Math.abs(newest.high), 0.01) * VISIBLE_WIDTHS;
  const low = Math.max(-bound, Math.min(0, ...points.map((point) => point.low)));
  const high = Math.min(bound, Math.max(0, ...points.map((point) => point.high)));
  const scale = niceScale(low, high);
  const rows = points.map((point) => ({ ...point, range: [point.low, point.high] }));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 200 }}>
      <ComposedChart data={rows} margin={{ top: 6, right: 12, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="atMs"
          type="number"
          domain={["dataMin", "dataMax"]}
          tickCount={5}
          tickFormatter={(atMs: number) => clockTime(atMs)}
          height={22}
          minTickGap={40}
          {...TICK}
        />
        <YAxis
          domain={[scale.from, scale.to]}
          ticks={[...scale.ticks]}
          allowDataOverflow
          width={64}
          tickFormatter={(lift: number) => signedPercent(lift)}
          {...TICK}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={({ active, label }) => (active ? <Reading point={points.find(({ atMs }) => atMs === label)} /> : null)}
        />
        <Area
          dataKey="range"
          type="linear"
          stroke="none"
          fill="var(--chart-own)"
          fillOpacity={0.18}
          isAnimationActive={false}
          activeDot={false}
        />
        <Line
          dataKey="lift"
          type="linear"
          stroke="var(--chart-own)"
          strokeWidth={1.75}
          dot={points.length === 1}
          isAnimationActive={false}
        />
        <ReferenceLine y={0} stroke="var(--fg-3)" strokeDasharray="4 3" />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Reading({ point }: { point: IntervalPoint | undefined }) {
  if (!point) return null;
  return (
    <div className="rounded-lg border bg-surface px-2.5 py-1.5 text-[12px] shadow-lg">
      <p className="mb-0.5 text-fg-3">
        {clockTime(point.atMs)}, {point.people.toLocaleString("en")} people
      </p>
      <p className="tnum font-medium">{signedPercent(point.lift)}</p>
      <p className="tnum text-fg-2">{intervalText(point)}</p>
    </div>
  );
}
