"use client";
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, UserX } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { COMPLIANCE_DECIDERS, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { NewRequestDialog } from "./new-request-dialog.tsx";
import { RequestsTable } from "./requests-table.tsx";
import { whyNotDecide } from "./why-not.ts";

const VIEWS = ["open", "done", "all"] as const;
const REFRESH_MS = 2_000;
const ENDED = new Set(["certified", "rejected"]);

/** The queue of people who want to be forgotten, the most pressing first. */
export function PrivacyPage({ role }: { role: Role }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("open").withOptions({ history: "push" }));
  const [asking, setAsking] = useState(false);
  const list = useQuery({ ...trpc.privacy.list.queryOptions(), refetchInterval: REFRESH_MS });
  const mayDecide = COMPLIANCE_DECIDERS.some((one) => one === role);
  const newRequest = (
    <DisabledReason reason={mayDecide ? undefined : whyNotDecide}>
      {(disabled) => (
        <Button variant="primary" disabled={disabled} onClick={() => setAsking(true)}>
          <UserX aria-hidden />
          New erasure
        </Button>
      )}
    </DisabledReason>
  );
  const open = (id: string) => router.push(`/privacy/${id}`);
  return (
    <Page
      title="Privacy"
      description="People who asked to be forgotten. A second person approves; then every store is purged, scanned, and certified."
      actions={newRequest}
    >
      <QueryState query={list} skeleton={<Skeleton className="h-72" />}>
        {(requests) => {
          const inView = {
            open: requests.filter(({ state }) => !ENDED.has(state)),
            done: requests.filter(({ state }) => ENDED.has(state)),
            all: requests,
          };
          return (
            <Tabs
              label="Requests by status"
              value={view}
              onChange={(next) => void setView(next)}
              tabs={[
                { value: "open", label: "Open", count: inView.open.length },
                { value: "done", label: "Done", count: inView.done.length },
                { value: "all", label: "All", count: inView.all.length },
              ]}
            >
              <Card>
                <RequestsTable
                  requests={inView[view]}
                  onOpen={open}
                  empty={
                    <EmptyState
                      icon={ShieldCheck}
                      title={view === "done" ? "No request has ended yet" : "Nobody is waiting to be forgotten"}
                    >
                      A request comes from here, or from your servers by POST /v1/privacy/requests.
                    </EmptyState>
                  }
                />
              </Card>
            </Tabs>
          );
        }}
      </QueryState>
      <NewRequestDialog open={asking} onOpenChange={setAsking} onCreated={open} />
    </Page>
  );
}
