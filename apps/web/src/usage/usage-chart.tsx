"use client";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisText, measureText } from "../live/measures.ts";
import { niceScale } from "../live/nice-scale.ts";
import { dayText } from "./day-text.ts";
import type { UsageOfDay } from "./usage-days.ts";

const TICK = { tick: { fill: "var(--fg-3)", fontSize: 11 }, tickLine: false, axisLine: false } as const;
const USAGE_SERIES = [
  { key: "events", name: "Events", color: "var(--chart-own)" },
  { key: "recommendations", name: "Recommendations", color: "var(--chart-served)" },
] as const;

/** Events and recommendations by day, side by side. The table below says the same in numbers. */
export function UsageChart({ days }: { days: readonly UsageOfDay[] }) {
  const scale = niceScale(0, Math.max(1, ...days.flatMap(({ events, recommendations }) => [events, recommendations])));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 200 }}>
      <BarChart data={[...days]} margin={{ top: 6, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false} barGap={1}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="dayMs" tickFormatter={dayText} minTickGap={24} height={22} {...TICK} />
        <YAxis
          domain={[scale.from, scale.to]}
          ticks={[...scale.ticks]}
          interval={0}
          width={48}
          tickFormatter={(value: number) => axisText(value, "count")}
          {...TICK}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--surface-2)" }}
          content={({ active, label }) => (active ? <Reading day={days.find(({ dayMs }) => dayMs === label)} /> : null)}
        />
        {USAGE_SERIES.map(({ key, name, color }) => (
          <Bar key={key} dataKey={key} name={name} fill={color} isAnimationActive={false} maxBarSize={18} radius={[2, 2, 0, 0]} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Reading({ day }: { day: UsageOfDay | undefined }) {
  if (!day) return null;
  return (
    <div className="rounded-lg border bg-surface px-2.5 py-1.5 text-[12px] shadow-lg">
      <p className="mb-0.5 text-fg-3">{dayText(day.dayMs)}</p>
      {USAGE_SERIES.map(({ key, name, color }) => (
        <p key={key} className="flex items-center gap-2">
          <span className="size-2 rounded-full" style={{ background: color }} />
          {name}
          <span className="tnum ml-auto pl-4 font-medium">{measureText(day[key], "count")}</span>
        </p>
      ))}
    </div>
  );
}
