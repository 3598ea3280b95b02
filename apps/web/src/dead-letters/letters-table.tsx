"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Time } from "../ui/time.tsx";
import { type Letter, type LetterGroup, letterState } from "./letter-groups.ts";
import { LetterStateBadge } from "./letter-state-badge.tsx";

interface LettersTableProps {
  readonly group: LetterGroup;
  readonly nowMs: number;
  readonly selected: string | undefined;
  readonly onOpen: (letter: Letter) => void;
}

/** The letters of one group. */
export function LettersTable({ group, nowMs, selected, onOpen }: LettersTableProps) {
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  const discard = useAction(trpc.deadLetters.discard, {
    done: ({ discarded }) => (discarded === 1 ? "One letter is discarded" : `${discarded} letters are discarded`),
    invalidates: [trpc.deadLetters.pathKey()],
  });
  const open = group.letters.filter((letter) => letterState(letter, nowMs) === "open");
  const confirm = async (reason: string) => {
    if (await discard.run({ letterIds: open.map(({ id }) => id), reason })) setAsking(false);
  };
  return (
    <Card>
      <CardHeader title="Letters" description={group.newest.message}>
        <DisabledReason reason={open.length === 0 ? "None of them is open." : undefined}>
          {(disabled) => (
            <Button size="xs" disabled={disabled} onClick={() => setAsking(true)}>
              <Trash2 aria-hidden />
              Discard all open
            </Button>
          )}
        </DisabledReason>
      </CardHeader>
      <DataTable
        caption="Letters of the group"
        rows={group.letters}
        rowKey={({ id }) => id}
        selectedKey={selected}
        onOpen={onOpen}
        empty={null}
        columns={[
          { id: "at", header: "Refused", cell: ({ atMs }) => <Time at={atMs} />, sortValue: ({ atMs }) => atMs },
          {
            id: "event",
            header: "Event id",
            cell: ({ event, record }) => (
              <code className="font-mono text-[12px]">
                {typeof event?.["eventId"] === "string" ? event["eventId"] : record ? "a record of the log" : "not kept"}
              </code>
            ),
          },
          {
            id: "person",
            header: "Person",
            className: "hidden sm:table-cell",
            cell: ({ subject }) => (subject ? <code className="font-mono text-[12px]">{subject.slice(0, 6)}…</code> : "Not known"),
          },
          {
            id: "message",
            header: "Message",
            className: "hidden lg:table-cell",
            cell: ({ message }) => <span className="line-clamp-1 max-w-96 text-fg-2">{message}</span>,
          },
          {
            id: "state",
            header: "State",
            cell: (letter) => <LetterStateBadge state={letterState(letter, nowMs)} />,
            sortValue: (letter) => letterState(letter, nowMs),
          },
        ]}
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={open.length === 1 ? "Discard this letter?" : `Discard ${open.length} letters?`}
        description="Their events are not sent again. They stay listed as discarded until the log forgets them."
        confirmLabel="Discard"
        tone="bad"
        reason="required"
        pending={discard.pending}
        onConfirm={(reason) => reason !== undefined && void confirm(reason)}
      />
    </Card>
  );
}
