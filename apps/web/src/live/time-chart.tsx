"use client";
import type { LivePoint } from "@attune/core/live/schema";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockTime } from "./clock-time.ts";
import { everySecond, WINDOW_SECONDS } from "./live-window.ts";
import { axisText, type Measure, measureText } from "./measures.ts";
import { niceScale } from "./nice-scale.ts";

const TICK = { tick: { fill: "var(--fg-3)", fontSize: 11 }, tickLine: false, axisLine: false } as const;
const X_STEP_SECONDS = 30;
/** Nearer to an end, a tick's text would be cut off. */
const TICK_MARGIN_SECONDS = 9;

type Row = { readonly id: number } & Readonly<Record<string, number | null>>;

/** One measure over the last two minutes. Seconds without a value are gaps; nothing moves but the data. */
export function TimeChart({ measure, points }: { measure: Measure; points: readonly LivePoint[] }) {
  const { series, unit, floor, id } = measure;
  const rows: Row[] = everySecond(points).map(({ id: second, point }) => {
    const values = series.map(({ key, read }) => [key, point ? read(point) : null] as const);
    return { id: second, ...Object.fromEntries(values) } as Row;
  });
  const known = rows.flatMap((row) => series.map(({ key }) => row[key])).filter((value) => value !== null && value !== undefined);
  const high = Math.max(...known, unit === "share" ? 0.01 : 1);
  const scale = niceScale(floor === "zero" ? 0 : Math.min(...known, 0.5), high);
  const last = rows.at(-1)?.id ?? 0;
  const first = last - WINDOW_SECONDS + 1;
  const ticks = Array.from({ length: WINDOW_SECONDS / X_STEP_SECONDS }, (_, i) => (Math.floor(last / X_STEP_SECONDS) - i) * X_STEP_SECONDS);
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 150 }}>
      <ComposedChart data={rows} margin={{ top: 6, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <defs>
          {series.map(({ key, color }) => (
            <linearGradient key={key} id={`fill-${id}-${key}`} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0%" stopColor={color} stopOpacity={0.2} />
              <stop offset="100%" stopColor={color} stopOpacity={0.01} />
            </linearGradient>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="id"
          type="number"
          domain={[first, last]}
          ticks={ticks.filter((tick) => tick >= first + TICK_MARGIN_SECONDS && tick <= last - TICK_MARGIN_SECONDS)}
          tickFormatter={(second: number) => clockTime(second * 1000)}
          interval={0}
          height={22}
          {...TICK}
        />
        <YAxis
          domain={[scale.from, scale.to]}
          ticks={[...scale.ticks]}
          interval={0}
          width={44}
          tickFormatter={(value: number) => axisText(value, unit)}
          {...TICK}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={({ active, label }) => (active ? <Reading row={rows.find((row) => row.id === label)} measure={measure} /> : null)}
        />
        {series.map(({ key, name, color, dash, filled }) => {
          const look = {
            name,
            dataKey: key,
            type: "linear",
            stroke: color,
            isAnimationActive: false,
            dot: false,
            connectNulls: false,
          } as const;
          const stroke = dash ? { strokeDasharray: dash, strokeWidth: 1.5 } : { strokeWidth: 1.75 };
          return filled ? (
            <Area key={key} {...look} {...stroke} fill={`url(#fill-${id}-${key})`} activeDot={{ r: 3 }} />
          ) : (
            <Line key={key} {...look} {...stroke} activeDot={{ r: 3 }} />
          );
        })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Reading({ row, measure }: { row: Row | undefined; measure: Measure }) {
  if (!row) return null;
  return (
    <div className="rounded-lg border bg-surface px-2.5 py-1.5 text-[12px] shadow-lg">
      <p className="mb-0.5 text-fg-3">{clockTime(row.id * 1000)}</p>
      {measure.series.map(({ key, name, color }) => {
        const value = row[key] ?? null;
        return (
          <p key={key} className="flex items-center gap-2">
            <span className="size-2 rounded-full" style={{ background: color }} />
            {name}
            <span className="tnum ml-auto pl-4 font-medium">{value === null ? "no data" : measureText(value, measure.unit)}</span>
          </p>
        );
      })}
    </div>
  );
}
