"use client";
import type { PlatformNow } from "@attune/core/metrics/schema";
import { Pause, Play } from "lucide-react";
import { clockTime, zoneName } from "../live/clock-time.ts";
import { ConnectionBadge } from "../live/connection-badge.tsx";
import { ProcessNotes } from "../live/process-notes.tsx";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { HopTable } from "./hop-table.tsx";
import { LaneTable } from "./lane-table.tsx";
import { ProcessTable } from "./process-table.tsx";
import { TenantRates } from "./tenant-rates.tsx";
import { usePlatformNow } from "./use-platform-now.ts";
import { Verdict } from "./verdict.tsx";

/** Where the time goes on the whole platform, second by second, and what would help. */
export function OperatorPage() {
  const { query, connection, paused, setPaused } = usePlatformNow();
  const updatedMs = (query.data?.id ?? 0) * 1000;
  const Icon = paused ? Play : Pause;
  return (
    <Page
      title="Operator"
      description="The whole platform, every tenant: what each hop takes of its budget, and what waits there."
      actions={
        <>
          <ConnectionBadge connection={connection} paused={paused} />
          <p className="tnum text-[12px] text-fg-3" data-testid="updated">
            {updatedMs > 0 && `${paused ? "Paused at" : "Updated"} ${clockTime(updatedMs)} ${zoneName(updatedMs)}`}
          </p>
          <Button size="sm" disabled={query.data === undefined} onClick={() => setPaused(!paused)} className="w-23">
            <Icon aria-hidden />
            {paused ? "Resume" : "Pause"}
          </Button>
        </>
      }
    >
      <QueryState query={query} skeleton={<Waiting />}>
        {(now) => <PlatformView now={now} />}
      </QueryState>
    </Page>
  );
}

const PlatformView = ({ now }: { now: PlatformNow }) => (
  <div className="space-y-4">
    <Verdict slowest={now.slowest} />
    <HopTable hops={now.hops} slowest={now.slowest.hop} />
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 split:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <ProcessTable processes={now.processes} />
      <LaneTable lanes={now.lanes} />
      <TenantRates tenants={now.tenants} />
      <ProcessNotes title="Journal" />
    </div>
  </div>
);

const Waiting = () => (
  <div className="space-y-4">
    <Skeleton className="h-16" />
    <Skeleton className="h-84" />
    <Skeleton className="h-48" />
  </div>
);
