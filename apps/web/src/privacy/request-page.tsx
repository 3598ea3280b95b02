"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { COMPLIANCE_DECIDERS, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import { useNow } from "../ui/use-now.ts";
import { CertificateCard } from "./certificate-card.tsx";
import { RequestActions } from "./request-actions.tsx";
import { RequestSteps } from "./request-steps.tsx";
import { dueWords, REGULATION_NAMES, STATE_WORDS } from "./request-words.ts";
import { StoresTable } from "./stores-table.tsx";
import { TracesList } from "./traces-list.tsx";

const RUNNING_MS = 700;
const IDLE_MS = 3_000;
const IDLE = new Set(["received", "verified", "certified", "rejected", "failed"]);

/** One request: where it stands, what each step did to each store, and the certificate at its end. */
export function RequestPage({ id, role }: { id: string; role: Role }) {
  const trpc = useTRPC();
  const nowMs = useNow(60_000);
  const mayDecide = COMPLIANCE_DECIDERS.some((one) => one === role);
  const request = useQuery({
    ...trpc.privacy.get.queryOptions({ id }),
    refetchInterval: ({ state }) => (state.data && IDLE.has(state.data.state) ? IDLE_MS : RUNNING_MS),
  });
  return (
    <QueryState query={request} skeleton={<Skeleton className="m-6 h-96" />}>
      {(data) => {
        const due = dueWords(data.dueAtMs, data.finishedAtMs, nowMs);
        const { label, tone } = STATE_WORDS[data.state];
        return (
          <Page
            title={
              <span className="flex flex-wrap items-center gap-2">
                <Link href="/privacy" aria-label="All requests" className="rounded text-fg-3 hover:text-fg">
                  <ArrowLeft aria-hidden className="size-4.5" />
                </Link>
                Erasure <span className="font-mono text-[15px]">{data.id}</span>
                <Badge tone={tone}>{label}</Badge>
              </span>
            }
            actions={<RequestActions id={data.id} state={data.state} isMine={data.isMine} mayDecide={mayDecide} />}
          >
            {data.state === "failed" && (
              <Notice tone="bad" title="The erasure did not finish">
                {data.lastError} The person stays fenced.
              </Notice>
            )}
            {data.state === "rejected" && (
              <Notice tone="info" title={`Rejected by ${data.rejectedBy}`}>
                {data.rejectedReason}
              </Notice>
            )}
            <Card>
              <CardHeader title="Progress">
                <Badge tone={due.tone}>{due.text}</Badge>
              </CardHeader>
              <RequestSteps
                state={data.state}
                receipts={data.receipts}
                times={{
                  received: data.requestedAtMs,
                  verified: data.verifiedAtMs,
                  approved: data.approvedAtMs,
                  certified: data.state === "certified" ? data.finishedAtMs : undefined,
                }}
              />
            </Card>
            <div className="grid items-start gap-5 lg:grid-cols-2">
              <Card>
                <CardHeader title="Request" />
                <Facts
                  className="px-4 pb-4"
                  items={[
                    { label: "Law", value: REGULATION_NAMES[data.regulation] },
                    { label: "Person", value: <code className="text-[12px]">{data.person}</code> },
                    { label: "Asked by", value: data.requestedBy },
                    { label: "Verified", value: data.verification ?? "not yet" },
                    { label: "Approved by", value: data.approvedBy ?? "nobody yet" },
                    { label: "Due", value: <Time at={data.dueAtMs} style="absolute" /> },
                    {
                      label: "Turned away since",
                      value: (
                        <span data-testid="suppressed-events">{`${data.suppressedEvents.toLocaleString("en")} ${data.suppressedEvents === 1 ? "event" : "events"}`}</span>
                      ),
                    },
                  ]}
                />
              </Card>
              <Card>
                <CardHeader
                  title="Known before"
                  description={data.tracesBefore ? "counted at the fence" : "counted when the erasure runs"}
                />
                <div className="px-4 pb-4">{data.tracesBefore && <TracesList traces={data.tracesBefore} />}</div>
              </Card>
            </div>
            <Card>
              <CardHeader title="Receipts" description="one row for each store" />
              <StoresTable receipts={data.receipts} tracesBefore={data.tracesBefore} />
            </Card>
            {data.certificate && <CertificateCard signed={data.certificate} />}
          </Page>
        );
      }}
    </QueryState>
  );
}
