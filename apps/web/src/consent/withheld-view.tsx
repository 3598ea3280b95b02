"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsNumberLiteral, useQueryState } from "nuqs";
import { useTRPC } from "../trpc/client.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { WithheldTable } from "./withheld-table.tsx";

const PERIODS = [7, 14, 30, 90] as const;
const REFRESH_MS = 5_000;

/** What was not used because it was not permitted, by day. */
export function WithheldView() {
  const trpc = useTRPC();
  const [days, setDays] = useQueryState("days", parseAsNumberLiteral(PERIODS).withDefault(14));
  const withheld = useQuery({ ...trpc.consent.withheld.queryOptions({ days }), refetchInterval: REFRESH_MS });
  return (
    <Card aria-labelledby="withheld-title">
      <CardHeader id="withheld-title" title="Withheld" description="by day (UTC); of everybody who decided so or falls under the policy">
        <Select
          label="Period"
          value={String(days)}
          options={PERIODS.map((period) => ({ value: String(period), label: `Last ${period} days` }))}
          onChange={(period) => void setDays(PERIODS.find((each) => String(each) === period) ?? null)}
          className="w-36"
        />
      </CardHeader>
      <QueryState query={withheld} skeleton={<Skeleton className="m-4 h-72" />}>
        {(rows) => <WithheldTable days={rows} />}
      </QueryState>
    </Card>
  );
}
