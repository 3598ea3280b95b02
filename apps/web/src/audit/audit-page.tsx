"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, SearchX } from "lucide-react";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditList } from "./audit-list.tsx";
import { ExportAudit } from "./export-audit.tsx";
import { useAuditFilter } from "./use-audit-filter.ts";

/** Who changed what, when and why: every change of this tenant, for good. */
export function AuditPage() {
  const trpc = useTRPC();
  const { filter, ...choice } = useAuditFilter();
  const log = useInfiniteQuery({
    ...trpc.audit.list.infiniteQueryOptions({ filter }, { getNextPageParam: ({ nextCursor }) => nextCursor }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title="Audit log"
      description="Every change of this tenant: who, what, when and why. Nothing here can be changed or removed."
      actions={<ExportAudit filter={filter} />}
    >
      <AuditFilters {...choice} />
      <Card aria-busy={log.isPlaceholderData} className={log.isPlaceholderData ? "opacity-60 transition-opacity" : ""}>
        <QueryState query={log} skeleton={<Skeleton className="h-96" />}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.entries);
            if (entries.length > 0) return <AuditList entries={entries} />;
            if (!choice.isFiltered) return <EmptyState icon={ScrollText} title="Nothing has been changed yet" />;
            return (
              <EmptyState
                icon={SearchX}
                title="No entry matches"
                action={
                  <Button onClick={() => void choice.setAsked({ actor: null, action: null, from: null, to: null, q: null })}>
                    Clear the filters
                  </Button>
                }
              >
                There are entries, but none with all of these filters.
              </EmptyState>
            );
          }}
        </QueryState>
      </Card>
      {log.hasNextPage && (
        <div className="flex justify-center">
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {log.isFetchingNextPage && <Spinner />}
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
}
