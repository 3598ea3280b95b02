"use client";
import { INGEST_STATUSES, type IngestStatus } from "@attune/core/live/ingest";
import { Pause, Play, Radio } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { OutcomeList } from "./outcome-list.tsx";
import { useOutcomes } from "./use-outcomes.ts";

const FILTERS = ["all", ...INGEST_STATUSES] as const;
const NAMES: Readonly<Record<"all" | IngestStatus, string>> = {
  all: "Every outcome",
  accepted: "Accepted",
  rejected: "Rejected",
  suppressed: "Suppressed",
  duplicate: "Duplicates",
};
const SHOWN = 100;

interface LiveEventsProps {
  readonly keyId: string | undefined;
  readonly keyName: (keyId: string) => string;
  /** What to run where nothing has arrived. */
  readonly command: string | undefined;
}

/** The debugger: the newest events of the tenant or of one key, with what became of each. */
export function LiveEvents({ keyId, keyName, command }: LiveEventsProps) {
  const [filter, setFilter] = useQueryState("outcome", parseAsStringLiteral(FILTERS).withDefault("all"));
  const [paused, setPaused] = useState(false);
  const query = useOutcomes(keyId, paused);
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <Select
          label="Outcome"
          value={filter}
          options={FILTERS.map((value) => ({ value, label: NAMES[value] }))}
          onChange={(next) => void setFilter(next)}
          className="w-44"
        />
        <p className="text-[12px] text-fg-3">The last 100 of each outcome, kept in memory, without who they are about.</p>
        <Button size="xs" className="ml-auto" onClick={() => setPaused(!paused)}>
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {paused ? "Resume" : "Pause"}
        </Button>
      </div>
      <QueryState query={query} skeleton={<Skeleton className="m-4 h-48" />}>
        {(outcomes) => {
          const shown = outcomes.filter(({ status }) => filter === "all" || status === filter).slice(0, SHOWN);
          if (shown.length > 0) return <OutcomeList outcomes={shown} keyName={keyName} />;
          if (outcomes.length > 0)
            return (
              <EmptyState
                icon={Radio}
                title={`No event was ${filter === "duplicate" ? "a duplicate" : filter} lately`}
                action={<Button onClick={() => void setFilter("all")}>Show every outcome</Button>}
              />
            );
          return (
            <div className="space-y-3 p-4">
              <EmptyState icon={Radio} title="No event yet">
                Send one with the command below; it shows here within a second.
              </EmptyState>
              {command && <CodeBlock label="Send an event" language="curl" code={command} />}
            </div>
          );
        }}
      </QueryState>
    </Card>
  );
}
