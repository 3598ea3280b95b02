"use client";
import { useQuery } from "@tanstack/react-query";
import { History, MapPin, Undo2 } from "lucide-react";
import { placementName } from "../preview/placement-name.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Time } from "../ui/time.tsx";
import type { Asked } from "./asked.ts";
import type { Pointer } from "./model-types.ts";
import { rollbackRefusal } from "./refusals.ts";
import { shareText } from "./share-text.ts";

const REFRESH_MS = 5_000;

interface PlacementsCardProps {
  readonly pointers: readonly Pointer[];
  readonly chosen: string | undefined;
  readonly onChoose: (pointer: Pointer) => void;
  readonly mayManage: boolean;
  readonly ask: (asked: Asked) => void;
}

/** Every placement and what it serves now; opening one compares it below. */
export function PlacementsCard({ pointers, chosen, onChoose, mayManage, ask }: PlacementsCardProps) {
  const trpc = useTRPC();
  const traffic = useQuery(trpc.models.traffic.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const columns: DataColumn<Pointer>[] = [
    {
      id: "placement",
      header: "Placement",
      sortValue: ({ key }) => placementName(key),
      cell: ({ key }) => (
        <>
          <span className="font-medium">{placementName(key)}</span> <span className="text-fg-3">{key}</span>
        </>
      ),
    },
    {
      id: "model",
      header: "Serves",
      sortValue: ({ model }) => model.name,
      cell: ({ model, experiment }) => (
        <span className="flex flex-wrap items-center gap-1.5">
          {model.name} <code className="text-[12px] text-fg-3">{model.id}</code>
          {experiment && <Badge tone="brand">Experiment: {experiment.name}</Badge>}
        </span>
      ),
    },
    {
      id: "since",
      header: "Since",
      sortValue: ({ sinceMs }) => sinceMs,
      cell: ({ sinceMs, by }) => (
        <>
          <Time at={sinceMs} /> <span className="text-fg-3">by {by}</span>
        </>
      ),
    },
    {
      id: "personalised",
      header: "Personalised",
      align: "end",
      cell: ({ key }) => <Personalised traffic={traffic.data?.placements.find(({ placement }) => placement === key)} />,
    },
    {
      id: "actions",
      header: <span className="sr-only">Actions</span>,
      align: "end",
      cell: (pointer) => (
        <span className="inline-flex gap-1.5">
          <Button
            size="xs"
            variant="ghost"
            aria-label={`History of ${placementName(pointer.key)}`}
            onClick={() => ask({ what: "history", pointer })}
          >
            <History aria-hidden />
            History
          </Button>
          <DisabledReason reason={rollbackRefusal(pointer, mayManage)}>
            {(disabled) => (
              <Button
                size="xs"
                disabled={disabled}
                aria-label={`Roll back ${placementName(pointer.key)}`}
                onClick={() => ask({ what: "rollback", pointer })}
              >
                <Undo2 aria-hidden />
                Roll back
              </Button>
            )}
          </DisabledReason>
        </span>
      ),
    },
  ];
  return (
    <Card aria-labelledby="placements-title">
      <CardHeader id="placements-title" title="Placements" description="what is live, and which one is compared below" />
      <DataTable
        caption="Placements and the model version each serves"
        columns={columns}
        rows={pointers}
        rowKey={({ key }) => key}
        selectedKey={chosen}
        onOpen={onChoose}
        empty={
          <EmptyState icon={MapPin} title="No placements">
            A placement is a named slot that your pages ask recommendations for.
          </EmptyState>
        }
      />
    </Card>
  );
}

type Traffic = { readonly requests: number; readonly personalized: number };

/** Of the newest requests that the api remembers. */
function Personalised({ traffic }: { traffic: Traffic | undefined }) {
  if (!traffic || traffic.requests === 0) return <span className="text-fg-3">no requests lately</span>;
  return (
    <>
      {shareText(traffic.personalized / traffic.requests)} <span className="text-fg-3">of the last {traffic.requests}</span>
    </>
  );
}
