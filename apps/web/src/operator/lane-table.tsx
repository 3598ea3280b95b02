import type { PlatformNow } from "@attune/core/metrics/schema";
import { Waves } from "lucide-react";
import { measureText } from "../live/measures.ts";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

type Lane = PlatformNow["lanes"][number];

const COLUMNS: readonly DataColumn<Lane>[] = [
  { id: "lane", header: "Lane", cell: ({ lane }) => <span className="font-medium">{lane}</span>, sortValue: ({ lane }) => lane },
  {
    id: "rate",
    header: "Records folded",
    align: "end",
    cell: ({ perSecond }) => measureText(perSecond, "per-second"),
    sortValue: ({ perSecond }) => perSecond,
  },
  { id: "lag", header: "Left in the lane", align: "end", cell: ({ lag }) => measureText(lag, "count"), sortValue: ({ lag }) => lag },
];

export const LaneTable = ({ lanes }: { lanes: readonly Lane[] }) => (
  <Card aria-labelledby="lanes" data-testid="lanes">
    <CardHeader id="lanes" title="Lanes of the worker" description="in the last second" />
    <DataTable
      caption="Lanes of the worker with their rates and lags"
      columns={COLUMNS}
      rows={lanes}
      rowKey={({ lane }) => lane}
      empty={
        <EmptyState icon={Waves} title="The worker says nothing">
          It reports while there is traffic, and for five minutes after.
        </EmptyState>
      }
    />
  </Card>
);
