"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { downloadText } from "./download-text.ts";
import { usageCsv } from "./usage-csv.ts";
import { UsageRangePicker, useUsageRange } from "./usage-range-picker.tsx";
import { UsageView } from "./usage-view.tsx";

const REFRESH_MS = 10_000;

/** What was used, by day: of the own tenant, or of every tenant for the platform's operator. */
export function UsagePage({ ofEveryTenant }: { ofEveryTenant: boolean }) {
  const trpc = useTRPC();
  const range = useUsageRange();
  const query = useQuery(
    trpc.usage.byDay.queryOptions(range.range ?? range.wanted, {
      enabled: range.range !== undefined,
      refetchInterval: REFRESH_MS,
      // Another range does not blank the page while it comes.
      placeholderData: keepPreviousData,
    }),
  );
  const download = () => {
    if (query.data) downloadText(`usage-${range.wanted.from}-${range.wanted.to}.csv`, "text/csv", usageCsv(query.data));
  };
  return (
    <Page
      title="Usage"
      description={
        ofEveryTenant
          ? "What every tenant used, by day. Days begin at midnight UTC; the last one is still growing."
          : "What this tenant used, by day. Days begin at midnight UTC; the last one is still growing."
      }
      actions={
        <Button disabled={!query.data || query.isPlaceholderData} onClick={download}>
          <Download aria-hidden />
          Download CSV
        </Button>
      }
    >
      <UsageRangePicker {...range} />
      {range.range !== undefined && (
        <QueryState query={query} skeleton={<Skeleton className="h-96" />}>
          {(tenants) => <UsageView tenants={tenants} ofEveryTenant={ofEveryTenant} />}
        </QueryState>
      )}
    </Page>
  );
}
