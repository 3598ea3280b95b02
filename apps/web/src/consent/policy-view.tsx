"use client";
import { useQuery } from "@tanstack/react-query";
import { FilePenLine } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import { PolicyHistory } from "./policy-history.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { RulesTable } from "./rules-table.tsx";

/** The policy in force, how it came about, and the next version of it. */
export function PolicyView({ whyNot }: { whyNot: string | undefined }) {
  const trpc = useTRPC();
  const [publishing, setPublishing] = useState(false);
  const policies = useQuery(trpc.consent.policies.queryOptions());
  const deciders = useQuery(trpc.consent.deciders.queryOptions());
  return (
    <QueryState query={policies} skeleton={<Skeleton className="h-96" />}>
      {([inForce, ...earlier]) =>
        inForce && (
          <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Card aria-labelledby="policy-title">
              <CardHeader
                id="policy-title"
                title={`Version ${inForce.version}`}
                description={<InForceSince atMs={inForce.inForceFromMs} />}
              >
                <DisabledReason reason={whyNot}>
                  {(disabled) => (
                    <Button variant="primary" disabled={disabled} onClick={() => setPublishing(true)}>
                      <FilePenLine aria-hidden />
                      New version
                    </Button>
                  )}
                </DisabledReason>
              </CardHeader>
              <RulesTable rules={inForce.purposes} deciders={deciders.data} />
              <section aria-labelledby="statement-title" className="border-t px-4 py-3.5">
                <h3 id="statement-title" className="mb-1 font-medium text-[12px] text-fg-3">
                  What people are told
                </h3>
                <p className="max-w-prose whitespace-pre-line text-fg-2">{inForce.statement}</p>
              </section>
            </Card>
            <PolicyHistory versions={[inForce, ...earlier]} />
            <PublishDialog open={publishing} onOpenChange={setPublishing} inForce={inForce} deciders={deciders} />
          </div>
        )
      }
    </QueryState>
  );
}

const InForceSince = ({ atMs }: { atMs: number }) => (
  <span className="inline-flex items-baseline gap-2">
    <Badge tone="ok">In force</Badge>
    <span>
      since <Time at={atMs} style="absolute" />
    </span>
  </span>
);
