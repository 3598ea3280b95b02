"use client";
import type { ReactNode } from "react";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Time } from "../ui/time.tsx";
import type { LetterGroup } from "./letter-groups.ts";

interface GroupsTableProps {
  readonly groups: readonly LetterGroup[];
  readonly selected: string | undefined;
  readonly onOpen: (group: LetterGroup) => void;
  readonly empty: ReactNode;
}

export const CODE_NAMES: Readonly<Record<string, string>> = {
  schema_violation: "Against its schema",
  unknown_type: "Unknown event type",
  unknown_property: "Unknown property",
  invalid_event: "Wrong value",
  invalid_timestamp: "Wrong time",
  missing_event_id: "No event id",
  missing_subject: "No person",
  undecodable: "Record cannot be read",
  unfoldable: "Record cannot be folded",
};

export const GroupsTable = ({ groups, selected, onOpen, empty }: GroupsTableProps) => (
  <DataTable
    caption="What went wrong"
    rows={groups}
    rowKey={({ fingerprint }) => fingerprint}
    selectedKey={selected}
    onOpen={onOpen}
    empty={empty}
    columns={[
      {
        id: "what",
        header: "What went wrong",
        cell: ({ newest }) => <span className="font-medium">{CODE_NAMES[newest.code] ?? newest.code}</span>,
        sortValue: ({ newest }) => newest.code,
      },
      {
        id: "where",
        header: "Where",
        cell: ({ newest }) => (
          <>
            {newest.eventType && <span className="font-mono text-[12px]">{newest.eventType} </span>}
            <code className="font-mono text-[12px] text-fg-2">{newest.path}</code>
          </>
        ),
      },
      {
        id: "open",
        header: "Open",
        align: "end",
        cell: ({ open }) => (open > 0 ? <Badge tone="warn">{open}</Badge> : <span className="text-fg-3">0</span>),
        sortValue: ({ open }) => open,
      },
      { id: "count", header: "All", align: "end", cell: ({ letters }) => letters.length, sortValue: ({ letters }) => letters.length },
      {
        id: "first",
        header: "First",
        className: "hidden md:table-cell",
        cell: ({ firstAtMs }) => <Time at={firstAtMs} />,
        sortValue: ({ firstAtMs }) => firstAtMs,
      },
      { id: "last", header: "Last", cell: ({ newest }) => <Time at={newest.atMs} />, sortValue: ({ newest }) => newest.atMs },
    ]}
  />
);
