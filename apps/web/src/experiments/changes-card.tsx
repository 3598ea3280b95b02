"use client";
import { useQuery } from "@tanstack/react-query";
import { actionWords } from "../audit/action-words.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { ChangeList } from "../ui/change-list.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";

/** What was done to the experiment, from the audit log, newest first. */
export function ChangesCard({ experimentKey }: { experimentKey: string }) {
  const trpc = useTRPC();
  const changes = useQuery(trpc.experiments.changes.queryOptions({ key: experimentKey }));
  return (
    <Card aria-labelledby="changes" data-testid="changes">
      <CardHeader id="changes" title="Changes" description="from the audit log" />
      <QueryState query={changes} skeleton={<Skeleton className="mx-4 mb-4 h-24" />}>
        {(entries) => (
          <ol className="divide-y px-4 pb-2">
            {entries.map(({ id, action, by, reason, before, after, atMs }) => (
              <li key={id} className="py-2.5">
                <p className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{actionWords(action)}</span>
                  <span className="text-[12px] text-fg-3">
                    by {by}, <Time at={atMs} />
                  </span>
                </p>
                {reason && <p className="text-fg-2">“{reason}”</p>}
                {before !== null && (
                  <details className="mt-1">
                    <summary className="cursor-pointer rounded text-[12px] text-fg-3">What changed</summary>
                    <div className="mt-1">
                      <ChangeList before={before} after={after} />
                    </div>
                  </details>
                )}
              </li>
            ))}
          </ol>
        )}
      </QueryState>
    </Card>
  );
}
