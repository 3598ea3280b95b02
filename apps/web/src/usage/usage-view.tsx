"use client";
import { ChartColumn } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { measureText } from "../live/measures.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { StorageAmount, usageColumns } from "./usage-columns.tsx";
import { isoDay } from "./usage-csv.ts";
import { daysTogether, overRange, together, type Usage, type UsageOfDay } from "./usage-days.ts";

// The chart library comes after the page.
const UsageChart = dynamic(() => import("./usage-chart.tsx").then((module) => module.UsageChart), {
  ssr: false,
  loading: () => <Skeleton className="mx-4 h-[calc(100%-1rem)]" />,
});

interface TenantUsage {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly days: readonly UsageOfDay[];
}

type TenantRow = Usage & { readonly id: string; readonly slug: string; readonly name: string };

const BY_DAY: readonly DataColumn<UsageOfDay>[] = [
  {
    id: "day",
    header: "Day",
    cell: ({ dayMs }) => <span className="tnum whitespace-nowrap">{isoDay(dayMs)}</span>,
    sortValue: ({ dayMs }) => dayMs,
  },
  ...usageColumns<UsageOfDay>(),
];
const BY_TENANT: readonly DataColumn<TenantRow>[] = [
  { id: "name", header: "Tenant", cell: ({ name }) => <span className="font-medium">{name}</span>, sortValue: ({ name }) => name },
  ...usageColumns<TenantRow>(),
];

export function UsageView({ tenants, ofEveryTenant }: { tenants: readonly TenantUsage[]; ofEveryTenant: boolean }) {
  const [slug, setSlug] = useQueryState("tenant", parseAsString.withOptions({ history: "push" }));
  const one = ofEveryTenant ? tenants.find((tenant) => tenant.slug === slug) : undefined;
  const days = one?.days ?? daysTogether(tenants.map((tenant) => tenant.days));
  const rows = tenants.map(({ id, slug: own, name, days: ofTenant }): TenantRow => ({ id, slug: own, name, ...overRange(ofTenant) }));
  const total = one ? overRange(one.days) : together(rows);
  return (
    <div className="space-y-4">
      {ofEveryTenant && (
        <Card aria-labelledby="by-tenant" data-testid="usage-by-tenant">
          <CardHeader id="by-tenant" title="Tenants" description="over the whole range; open one for its days">
            {one && (
              <Button size="xs" variant="ghost" onClick={() => void setSlug(null)}>
                Every tenant
              </Button>
            )}
          </CardHeader>
          <DataTable
            caption="Usage by tenant"
            columns={BY_TENANT}
            rows={rows}
            rowKey={(row) => row.slug}
            selectedKey={one?.slug}
            onOpen={(row) => void setSlug(row.slug)}
            empty={<EmptyState icon={ChartColumn} title="There is no tenant yet" />}
          />
        </Card>
      )}
      <Totals total={total} of={ofEveryTenant ? (one?.name ?? "Every tenant") : undefined} />
      <Card aria-labelledby="by-day" data-testid="usage-by-day">
        <CardHeader id="by-day" title="By day" description={ofEveryTenant ? (one?.name ?? "every tenant together") : undefined}>
          <Legend />
        </CardHeader>
        <div aria-hidden className="h-52 px-1 pb-2">
          <UsageChart days={days} />
        </div>
        <div className="max-h-[28rem] overflow-y-auto border-t">
          <DataTable
            caption="Usage by day"
            columns={BY_DAY}
            rows={days.toReversed()}
            rowKey={({ dayMs }) => isoDay(dayMs)}
            empty={<EmptyState icon={ChartColumn} title="There is nothing to count yet" />}
          />
        </div>
      </Card>
    </div>
  );
}

const Legend = () => (
  <ul className="flex gap-3 text-[12px] text-fg-2">
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-sm bg-(--chart-own)" />
      Events
    </li>
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-sm bg-(--chart-served)" />
      Recommendations
    </li>
  </ul>
);

const TILES: readonly (readonly [label: string, note: string, read: (usage: Usage) => number | null])[] = [
  ["Events", "folded, each once", ({ events }) => events],
  ["Recommendations", "lists answered", ({ recommendations }) => recommendations],
  [
    "Withheld",
    "without the person's permission",
    ({ withheldEvents, withheldRecommendations, withheldExamples }) => withheldEvents + withheldRecommendations + withheldExamples,
  ],
];

function Totals({ total, of }: { total: Usage; of: string | undefined }) {
  return (
    <dl aria-label={of ? `Total: ${of}` : "Total"} className="grid grid-cols-2 gap-3 split:grid-cols-4" data-testid="usage-total">
      {TILES.map(([label, note, read]) => (
        <Tile key={label} label={label} note={note}>
          {measureText(read(total) ?? 0, "count")}
        </Tile>
      ))}
      <Tile label="Storage" note="folded state, as measured last">
        <StorageAmount bytes={total.storageBytes} />
      </Tile>
    </dl>
  );
}

const Tile = ({ label, note, children }: { label: string; note: string; children: React.ReactNode }) => (
  <div className="rounded-xl border bg-surface px-3.5 py-2.5 shadow-card">
    <dt className="font-medium text-[12px] text-fg-3">{label}</dt>
    <dd className="tnum font-semibold text-[20px] tracking-[-0.02em]">{children}</dd>
    <dd className="text-[11.5px] text-fg-3">{note}</dd>
  </div>
);
