"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PersonMark } from "../preview/person-mark.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { AskedDecision } from "./asked-decision.ts";
import { DecisionList } from "./decision-list.tsx";
import { EnterDecisionDialog } from "./enter-decision-dialog.tsx";
import { NextList } from "./next-list.tsx";
import { PermissionTable } from "./permission-table.tsx";
import { PermittedQuestion } from "./permitted-question.tsx";
import { useNextList } from "./use-next-list.ts";

/** Decisions come from elsewhere too: the person's own settings page, for instance. */
const REFRESH_MS = 3_000;

export function PersonView({ subject, whyNot }: { subject: string; whyNot: string | undefined }) {
  const trpc = useTRPC();
  const record = useQuery({ ...trpc.consent.person.queryOptions({ subject }), refetchInterval: REFRESH_MS });
  const next = useNextList(subject);
  const [asked, setAsked] = useState<AskedDecision | undefined>();
  return (
    <QueryState query={record} skeleton={<Skeleton className="h-96" />}>
      {(person) => (
        <div className="space-y-5">
          <div className="flex items-center gap-3">
            <PersonMark subject={subject} className="size-9" />
            <div className="min-w-0">
              <h2 className="font-semibold text-[15px]">Person {subject.slice(0, 6)}…</h2>
              <p className="truncate text-[12px] text-fg-3">
                in ledger and audit log: <code className="font-mono">{person.person}</code>
              </p>
            </div>
          </div>
          {!person.recorded && (
            <Notice tone="info" title="A decision is on its way to the ledger">
              It holds already. The ledger takes it from the log as soon as it can, and nothing is lost while it cannot.
            </Notice>
          )}
          <div className="grid items-start gap-5 split:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div className="space-y-5">
              <Card aria-labelledby="holds-title">
                <CardHeader id="holds-title" title="What holds now" />
                <PermissionTable person={person} whyNot={whyNot} onAsk={setAsked} />
              </Card>
              <Card aria-labelledby="decisions-title">
                <CardHeader id="decisions-title" title="Decisions" description="newest first; none is ever changed" />
                <DecisionList decisions={person.decisions} />
              </Card>
            </div>
            <div className="space-y-5">
              <Card aria-labelledby="next-title">
                <CardHeader id="next-title" title="Next recommendation" description="looking leaves no trace" />
                <NextList next={next} />
              </Card>
              <Card aria-labelledby="question-title">
                <CardHeader id="question-title" title="Was it permitted?" description="by the ledger" />
                <PermittedQuestion subject={subject} />
              </Card>
            </div>
          </div>
          <EnterDecisionDialog subject={subject} asked={asked} close={() => setAsked(undefined)} beforeEntering={next.remember} />
        </div>
      )}
    </QueryState>
  );
}
