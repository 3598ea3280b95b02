import type { HopName, PlatformNow } from "@attune/core/metrics/schema";
import { burdenOf, HOP_WORDS } from "@attune/core/metrics/slowest-hop";
import { measureText } from "../live/measures.ts";
import { Sparkline } from "../live/sparkline.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { BudgetBar } from "./budget-bar.tsx";
import { Nothing } from "./nothing.tsx";

type Hop = PlatformNow["hops"][number];

/** What the rates and queues of a hop count. */
const COUNTED: Readonly<Record<HopName, string>> = {
  api: "requests, without what they wait for below",
  log: "appends, until they are on disk",
  impressions: "impressions, appended behind the answers",
  worker: "events, from acceptance until their fold is visible",
  state: "reads of people and items",
  standings: "reads of consent and segments",
  index: "searches for nearest vectors",
};

const millis = (value: number | null) => (value === null ? <Nothing /> : measureText(value, "ms"));

const columns = (slowest: HopName | null): readonly DataColumn<Hop>[] => [
  {
    id: "hop",
    header: "Hop",
    cell: ({ hop }) => (
      <div className="min-w-44">
        <p className="flex items-center gap-2 font-medium">
          <span className="first-letter:uppercase">{HOP_WORDS[hop].name}</span>
          {hop === slowest && <Badge tone="warn">slowest</Badge>}
        </p>
        <p className="text-[12px] text-fg-3">{COUNTED[hop]}</p>
      </div>
    ),
    sortValue: ({ hop }) => HOP_WORDS[hop].name,
  },
  {
    id: "share",
    header: "Of its budget",
    cell: (hop) => <BudgetBar {...burdenOf(hop)} />,
    sortValue: (hop) => burdenOf(hop).share,
  },
  { id: "p50", header: "p50", align: "end", cell: ({ p50Ms }) => millis(p50Ms), sortValue: ({ p50Ms }) => p50Ms ?? -1 },
  { id: "p99", header: "p99", align: "end", cell: ({ p99Ms }) => millis(p99Ms), sortValue: ({ p99Ms }) => p99Ms ?? -1 },
  {
    id: "history",
    header: "p99, last 2 min",
    cell: ({ p99sMs }) => (
      <div aria-hidden className="w-32">
        <Sparkline color="var(--chart-time)" values={p99sMs} />
      </div>
    ),
    className: "hidden lg:table-cell",
  },
  {
    id: "rate",
    header: "Rate",
    align: "end",
    cell: ({ perSecond }) => measureText(perSecond, "per-second"),
    sortValue: ({ perSecond }) => perSecond,
  },
  { id: "queue", header: "Waiting", align: "end", cell: (hop) => <Queue hop={hop} />, sortValue: ({ queue }) => queue },
];

function Queue({ hop: { queue, queueLimit, waitingMs } }: { hop: Hop }) {
  return (
    <>
      <p>
        {measureText(queue, "count")}
        {queueLimit !== null && <span className="text-fg-3"> of {measureText(queueLimit, "count")}</span>}
      </p>
      {waitingMs >= 1 && <p className="text-[12px] text-fg-3">oldest {measureText(waitingMs, "ms")}</p>}
    </>
  );
}

export const HopTable = ({ hops, slowest }: { hops: readonly Hop[]; slowest: HopName | null }) => (
  <Card aria-labelledby="hops" data-testid="hops">
    <CardHeader id="hops" title="Hops" description="durations of the last ten seconds; rates of the last three" />
    <DataTable
      caption="Hops of the platform with their durations, rates and queues"
      columns={columns(slowest)}
      rows={hops}
      rowKey={({ hop }) => hop}
      selectedKey={slowest ?? undefined}
      empty={null}
    />
  </Card>
);
