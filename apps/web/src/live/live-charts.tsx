"use client";
import { Pause, Play } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { ChartCard } from "./chart-card.tsx";
import { clockTime, zoneName } from "./clock-time.ts";
import { ConnectionBadge } from "./connection-badge.tsx";
import { KpiTiles } from "./kpi-tiles.tsx";
import { DETAIL_MEASURES, THROUGHPUT } from "./measures.ts";
import { ProcessNotes } from "./process-notes.tsx";
import { useLiveWindow } from "./use-live-window.ts";

/** What the platform does now and did in the last two minutes. */
export function LiveCharts() {
  const { points, connection, paused, setPaused } = useLiveWindow();
  const updatedMs = (points.at(-1)?.id ?? 0) * 1000;
  const Icon = paused ? Play : Pause;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex items-center gap-3">
          <h1 className="font-semibold text-[20px] tracking-[-0.02em]">Live</h1>
          <ConnectionBadge connection={connection} paused={paused} />
        </div>
        <div className="flex items-center gap-3">
          <p className="tnum text-[12px] text-fg-3" data-testid="updated">
            {updatedMs > 0 && `${paused ? "Paused at" : "Updated"} ${clockTime(updatedMs)} ${zoneName(updatedMs)}`}
          </p>
          <Button size="sm" disabled={points.length === 0} onClick={() => setPaused(!paused)} className="w-23">
            <Icon aria-hidden />
            {paused ? "Resume" : "Pause"}
          </Button>
        </div>
      </div>
      <KpiTiles points={points} />
      <ChartCard measure={THROUGHPUT} points={points} tall />
      <div className="grid gap-3 sm:grid-cols-2">
        {DETAIL_MEASURES.map((measure) => (
          <ChartCard key={measure.id} measure={measure} points={points} />
        ))}
      </div>
      <ProcessNotes />
    </div>
  );
}
