"use client";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { DataTable } from "../ui/data-table.tsx";

interface WithheldDay {
  readonly dayMs: number;
  readonly events: number;
  readonly recommendations: number;
  readonly withheldEvents: number;
  readonly withheldRecommendations: number;
  readonly withheldExamples: number;
}

const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/** Bars are to the scale of the largest number of their column. */
export function WithheldTable({ days }: { days: readonly WithheldDay[] }) {
  const most = (of: (row: WithheldDay) => number) => Math.max(1, ...days.map(of));
  const mostEvents = most((row) => row.withheldEvents);
  const mostLists = most((row) => row.withheldRecommendations);
  const mostExamples = most((row) => row.withheldExamples);
  const today = days[0]?.dayMs;
  return (
    <DataTable
      caption="What was withheld by day"
      rows={days}
      rowKey={({ dayMs }) => String(dayMs)}
      empty={null}
      columns={[
        {
          id: "day",
          header: "Day",
          cell: ({ dayMs }) => (
            <span className="flex items-center gap-2 whitespace-nowrap">
              <time dateTime={new Date(dayMs).toISOString().slice(0, 10)}>{day.format(dayMs)}</time>
              {dayMs === today && <Badge>so far</Badge>}
            </span>
          ),
        },
        {
          id: "events",
          header: "Events not stored",
          cell: ({ withheldEvents, events }) => (
            <Withheld
              count={withheldEvents}
              most={mostEvents}
              beside={events > 0 ? `${events.toLocaleString("en")} were stored` : undefined}
            />
          ),
        },
        {
          id: "recommendations",
          header: "Recommendations not personalised",
          cell: ({ withheldRecommendations, recommendations }) => (
            <Withheld
              count={withheldRecommendations}
              most={mostLists}
              beside={recommendations > 0 ? `of ${recommendations.toLocaleString("en")}` : undefined}
            />
          ),
        },
        {
          id: "examples",
          header: "Impressions not learned from",
          cell: ({ withheldExamples }) => <Withheld count={withheldExamples} most={mostExamples} />,
        },
      ]}
    />
  );
}

interface WithheldProps {
  readonly count: number;
  readonly most: number;
  /** Of how much: nothing is said of a day without anything. */
  readonly beside?: string | undefined;
}

const Withheld = ({ count, most, beside }: WithheldProps) => (
  <span className="grid max-w-80 grid-cols-[4rem_minmax(0,1fr)] items-center gap-x-3">
    <span className={cn("tnum text-right", count > 0 ? "font-medium" : "text-fg-3")}>{count.toLocaleString("en")}</span>
    <span className="min-w-0">
      {count > 0 && (
        <span
          aria-hidden
          className="block h-1.5 rounded-full bg-(--chart-own)"
          style={{ width: `${Math.max(2, (count / most) * 100)}%` }}
        />
      )}
      {beside && <span className="block text-[12px] text-fg-3">{beside}</span>}
    </span>
  </span>
);
