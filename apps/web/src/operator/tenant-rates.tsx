import type { TenantRate } from "@attune/core/metrics/schema";
import { Building2 } from "lucide-react";
import Link from "next/link";
import { measureText } from "../live/measures.ts";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

const rate = (id: keyof TenantRate & ("accepted" | "rejected" | "folded" | "recommendations" | "degraded"), header: string) =>
  ({
    id,
    header,
    align: "end",
    cell: (tenant) => measureText(tenant[id], "per-second"),
    sortValue: (tenant) => tenant[id],
  }) as const satisfies DataColumn<TenantRate>;

const COLUMNS: readonly DataColumn<TenantRate>[] = [
  {
    id: "tenant",
    header: "Tenant",
    cell: ({ name, slug }) => (
      <>
        <span className="font-medium">{name}</span> <span className="text-fg-3">{slug}</span>
      </>
    ),
    sortValue: ({ name }) => name,
  },
  rate("accepted", "Events"),
  rate("rejected", "Rejected"),
  rate("folded", "Folded"),
  rate("recommendations", "Recommendations"),
  rate("degraded", "Degraded"),
];

export const TenantRates = ({ tenants }: { tenants: readonly TenantRate[] }) => (
  <Card aria-labelledby="tenant-rates" data-testid="tenant-rates">
    <CardHeader id="tenant-rates" title="Tenants now" description="per second">
      <Link href="/usage" className="rounded text-[12.5px] text-brand-ink hover:underline">
        Usage by day
      </Link>
    </CardHeader>
    <DataTable
      caption="Tenants with their present rates"
      columns={COLUMNS}
      rows={tenants}
      rowKey={({ tenantId }) => tenantId}
      empty={<EmptyState icon={Building2} title="There is no tenant yet" />}
    />
  </Card>
);
