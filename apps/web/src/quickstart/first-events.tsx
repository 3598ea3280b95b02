"use client";
import type { ReactNode } from "react";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { OutcomeList } from "./outcome-list.tsx";
import { useOutcomes } from "./use-outcomes.ts";

const SHOWN = 8;

/** Waits for the first event of a key, and shows what becomes of it and of those after it. */
export function FirstEvents({ keyId, keyName }: { keyId: string; keyName: string }) {
  const query = useOutcomes(keyId);
  const arrived = (query.data?.length ?? 0) > 0;
  return (
    <Card aria-labelledby="first-events">
      <CardHeader id="first-events" title="What arrives" description={`Sent with ${keyName}`}>
        <Badge tone={arrived ? "ok" : "neutral"} data-testid="first-event-state">
          <span aria-hidden className={arrived ? "size-1.5 rounded-full bg-current" : "size-1.5 animate-pulse rounded-full bg-current"} />
          {arrived ? "Live" : "Waiting"}
        </Badge>
      </CardHeader>
      <p aria-live="polite" className="sr-only">
        {arrived ? "An event has arrived." : ""}
      </p>
      <div className="border-t">
        <QueryState query={query} skeleton={<Skeleton className="m-4 h-16" />}>
          {(outcomes) =>
            outcomes.length === 0 ? (
              <Nothing>Run the command of step 1: this turns live by itself within a second.</Nothing>
            ) : (
              <OutcomeList outcomes={outcomes.slice(0, SHOWN)} />
            )
          }
        </QueryState>
      </div>
    </Card>
  );
}

const Nothing = ({ children }: { children: ReactNode }) => (
  <div className="px-4 py-8 text-center">
    <p className="font-medium">No event yet</p>
    <p className="text-fg-3">{children}</p>
  </div>
);
