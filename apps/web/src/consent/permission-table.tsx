"use client";
import type { Purpose } from "@attune/core/consent/schema";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Time } from "../ui/time.tsx";
import type { AskedDecision } from "./asked-decision.ts";
import { PURPOSE_WORDS, PURPOSES } from "./purposes.ts";
import { type PersonRecord, whyText } from "./why-text.ts";

interface PermissionTableProps {
  readonly person: PersonRecord;
  readonly whyNot: string | undefined;
  readonly onAsk: (decision: AskedDecision) => void;
}

/** Each purpose for this person: permitted or not, why, and the other way round. */
export function PermissionTable({ person, whyNot, onAsk }: PermissionTableProps) {
  const rows = PURPOSES.map((purpose) => ({ purpose, permitted: person.permissions[purpose], why: person.why[purpose] }));
  return (
    <DataTable
      caption="What this person permits"
      rows={rows}
      rowKey={({ purpose }) => purpose}
      empty={null}
      columns={[
        { id: "purpose", header: "Purpose", cell: ({ purpose }) => <span className="font-medium">{PURPOSE_WORDS[purpose].name}</span> },
        {
          id: "permitted",
          header: "Now",
          cell: ({ permitted }) => <Badge tone={permitted ? "ok" : "neutral"}>{permitted ? "Permitted" : "Denied"}</Badge>,
        },
        {
          id: "why",
          header: "Why",
          cell: ({ why }) => (
            <span className="text-[12.5px] text-fg-2">
              {whyText(why)}{" "}
              {why.because === "decision" && (
                <span className="text-fg-3">
                  <Time at={why.atMs} />
                </span>
              )}
            </span>
          ),
        },
        {
          id: "change",
          header: <span className="sr-only">Change</span>,
          align: "end",
          cell: ({ purpose, permitted }) => (
            <ChangeButton purpose={purpose} permitted={permitted} whyNot={whyNot} onClick={() => onAsk({ purpose, permit: !permitted })} />
          ),
        },
      ]}
    />
  );
}

interface ChangeButtonProps {
  readonly purpose: Purpose;
  readonly permitted: boolean;
  readonly whyNot: string | undefined;
  readonly onClick: () => void;
}

function ChangeButton({ purpose, permitted, whyNot, onClick }: ChangeButtonProps) {
  const verb = permitted ? "Withdraw" : "Permit";
  return (
    <DisabledReason reason={whyNot}>
      {(disabled) => (
        <Button size="xs" disabled={disabled} onClick={onClick} aria-label={`${verb} ${PURPOSE_WORDS[purpose].name.toLowerCase()}`}>
          {verb}
        </Button>
      )}
    </DisabledReason>
  );
}
