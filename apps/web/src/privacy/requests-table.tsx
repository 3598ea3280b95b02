import type { PrivacyRequest } from "@attune/db/privacy-requests";
import type { ReactNode } from "react";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Time } from "../ui/time.tsx";
import { useNow } from "../ui/use-now.ts";
import { dueWords, REGULATION_NAMES, STATE_WORDS } from "./request-words.ts";

type Listed = Omit<PrivacyRequest, "certificate">;

interface RequestsTableProps {
  readonly requests: readonly Listed[];
  readonly onOpen: (id: string) => void;
  readonly empty: ReactNode;
}

const REFRESH_MS = 60_000;

export function RequestsTable({ requests, onOpen, empty }: RequestsTableProps) {
  const nowMs = useNow(REFRESH_MS);
  return (
    <DataTable
      caption="Privacy requests"
      rows={requests}
      rowKey={({ id }) => id}
      onOpen={({ id }) => onOpen(id)}
      empty={empty}
      columns={[
        { id: "id", header: "Request", cell: ({ id }) => <span className="font-mono text-[12.5px]">{id.slice(0, 12)}</span> },
        {
          id: "state",
          header: "Status",
          cell: ({ state }) => <Badge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].label}</Badge>,
          sortValue: ({ state }) => state,
        },
        { id: "regulation", header: "Law", cell: ({ regulation }) => REGULATION_NAMES[regulation], className: "hidden sm:table-cell" },
        { id: "by", header: "Asked by", cell: ({ requestedBy }) => requestedBy, className: "hidden md:table-cell" },
        {
          id: "requested",
          header: "Received",
          cell: ({ requestedAtMs }) => <Time at={requestedAtMs} />,
          sortValue: ({ requestedAtMs }) => requestedAtMs,
        },
        {
          id: "due",
          header: "Due",
          align: "end",
          cell: ({ dueAtMs, finishedAtMs }) => {
            const { text, tone } = dueWords(dueAtMs, finishedAtMs, nowMs);
            return <Badge tone={tone}>{text}</Badge>;
          },
          sortValue: ({ dueAtMs }) => dueAtMs,
        },
      ]}
    />
  );
}
