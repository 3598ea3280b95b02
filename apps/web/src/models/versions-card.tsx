"use client";
import { FilePen, GitCompareArrows, Layers, Rocket } from "lucide-react";
import { placementName } from "../preview/placement-name.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Time } from "../ui/time.tsx";
import type { Asked } from "./asked.ts";
import type { Pointer, Version } from "./model-types.ts";
import { promotionRefusal } from "./refusals.ts";
import type { Sides } from "./use-sides.ts";
import { VersionStateBadge } from "./version-state-badge.tsx";

interface VersionsCardProps {
  readonly versions: readonly Version[];
  /** The placement that is compared. */
  readonly pointer: Pointer | undefined;
  readonly sides: Sides;
  readonly mayManage: boolean;
  readonly ask: (asked: Asked) => void;
}

/** Every version of a model there is. They never change: whoever wants another begins a draft from one of them. */
export function VersionsCard({ versions, pointer, sides, mayManage, ask }: VersionsCardProps) {
  const columns: DataColumn<Version>[] = [
    {
      id: "name",
      header: "Version",
      sortValue: ({ name }) => name,
      cell: ({ id, name }) => (
        <>
          <span className="font-medium">{name}</span> <code className="text-[12px] text-fg-3">{id}</code>
        </>
      ),
    },
    { id: "state", header: "State", sortValue: ({ state }) => state, cell: ({ state }) => <VersionStateBadge state={state} /> },
    {
      id: "serves",
      header: "Live on",
      cell: ({ placements, experiments }) => {
        const names = [...placements.map(placementName), ...experiments.map((key) => `experiment ${key}`)];
        return names.length > 0 ? names.join(", ") : <span className="text-fg-3">nothing</span>;
      },
    },
    {
      id: "created",
      header: "Made",
      sortValue: ({ createdAtMs }) => createdAtMs,
      cell: ({ createdAtMs, createdBy }) => (
        <>
          <Time at={createdAtMs} /> <span className="text-fg-3">by {createdBy}</span>
        </>
      ),
    },
    {
      id: "actions",
      header: <span className="sr-only">Actions</span>,
      align: "end",
      cell: (version) => (
        <span className="inline-flex gap-1.5">
          <Button size="xs" variant="ghost" aria-label={`Compare ${version.name}`} onClick={() => sides.showRight(version.id)}>
            <GitCompareArrows aria-hidden />
            Compare
          </Button>
          <Button size="xs" variant="ghost" aria-label={`New draft from ${version.name}`} onClick={() => sides.begin(version)}>
            <FilePen aria-hidden />
            New draft
          </Button>
          <DisabledReason reason={promotionRefusal(version, pointer, mayManage)}>
            {(disabled) => (
              <Button
                size="xs"
                disabled={disabled}
                aria-label={`Promote ${version.name}`}
                onClick={() => pointer && ask({ what: "promote", pointer, version })}
              >
                <Rocket aria-hidden />
                Promote…
              </Button>
            )}
          </DisabledReason>
        </span>
      ),
    },
  ];
  return (
    <Card aria-labelledby="versions-title">
      <CardHeader
        id="versions-title"
        title="Versions"
        description={pointer ? `immutable; promoting moves ${placementName(pointer.key)}` : "immutable"}
      />
      <DataTable
        caption="Model versions"
        columns={columns}
        rows={versions}
        rowKey={({ id }) => id}
        selectedKey={sides.right?.stored?.id}
        empty={
          <EmptyState icon={Layers} title="No versions">
            A tenant starts with one; this one has lost it.
          </EmptyState>
        }
      />
    </Card>
  );
}
