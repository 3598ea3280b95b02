import type { PlatformNow } from "@attune/core/metrics/schema";
import { Cpu } from "lucide-react";
import { measureText } from "../live/measures.ts";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Nothing } from "./nothing.tsx";

type Process = PlatformNow["processes"][number];
const BYTES_PER_MB = 1_000_000;

const COLUMNS: readonly DataColumn<Process>[] = [
  { id: "name", header: "Process", cell: ({ name }) => <span className="font-medium">{name}</span>, sortValue: ({ name }) => name },
  {
    id: "state",
    header: "State",
    cell: (process) => <State {...process} />,
  },
  { id: "restarts", header: "Restarts", align: "end", cell: ({ restarts }) => restarts, sortValue: ({ restarts }) => restarts },
  { id: "busy", header: "Busy", align: "end", cell: ({ vitals }) => (vitals ? measureText(vitals.busy, "share") : <Nothing />) },
  {
    id: "loop",
    header: "Loop delay p99",
    align: "end",
    cell: ({ vitals }) => (vitals ? measureText(vitals.loopDelayMs, "ms") : <Nothing />),
  },
  {
    id: "memory",
    header: "Memory",
    align: "end",
    cell: ({ vitals }) => (vitals ? `${Math.round(vitals.residentBytes / BYTES_PER_MB)} MB` : <Nothing />),
  },
];

/** A job that did what it was for is not to be started again. */
function State({ ready, pid }: Process) {
  if (ready) return pid === undefined ? <Badge>finished</Badge> : <Badge tone="ok">serves</Badge>;
  return <Badge tone="bad">{pid === undefined ? "not running" : "starting"}</Badge>;
}

export const ProcessTable = ({ processes }: { processes: readonly Process[] }) => (
  <Card aria-labelledby="processes" data-testid="processes">
    <CardHeader id="processes" title="Processes" description="as the supervisor keeps them" />
    <DataTable
      caption="Processes with their restarts"
      columns={COLUMNS}
      rows={processes}
      rowKey={({ name }) => name}
      empty={
        <EmptyState icon={Cpu} title="No process spoke yet">
          They report once a second.
        </EmptyState>
      }
    />
  </Card>
);
