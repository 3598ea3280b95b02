"use client";
import { MEMBER_ROLES, type Role } from "@attune/db/role";
import { type ReactNode, useMemo } from "react";
import { ROLE_NAMES } from "../session/roles.ts";
import { initialsOf } from "../shell/initials-of.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Time } from "../ui/time.tsx";
import type { Member } from "./member.ts";
import { memberChangeRefusal } from "./member-rules.ts";

interface MembersTableProps {
  readonly members: readonly Member[];
  readonly actor: { readonly userId: string; readonly role: Role };
  readonly onChangeRole: (member: Member) => void;
  readonly onRemove: (member: Member) => void;
  readonly empty: ReactNode;
}

export function MembersTable({ members, actor, onChangeRole, onRemove, empty }: MembersTableProps) {
  const columns = useMemo(
    (): readonly DataColumn<Member>[] => [
      {
        id: "name",
        header: "Name",
        sortValue: ({ name }) => name,
        cell: (member) => <Person member={member} isYou={member.userId === actor.userId} />,
      },
      {
        id: "role",
        header: "Role",
        sortValue: ({ role }) => MEMBER_ROLES.indexOf(role),
        cell: ({ role }) => <Badge tone={role === "owner" ? "brand" : "neutral"}>{ROLE_NAMES[role]}</Badge>,
      },
      {
        id: "since",
        header: "Since",
        sortValue: ({ sinceMs }) => sinceMs,
        cell: ({ sinceMs }) => <Time at={sinceMs} className="text-fg-2" />,
        className: "hidden sm:table-cell",
      },
      {
        id: "actions",
        header: <span className="sr-only">Actions</span>,
        align: "end",
        cell: (member) => {
          const { userId, role: before, name } = member;
          const change = before === "viewer" ? "admin" : "viewer";
          return (
            <span className="inline-flex gap-1.5">
              <DisabledReason reason={memberChangeRefusal(actor, { userId, before, after: change })}>
                {(disabled) => (
                  <Button size="xs" disabled={disabled} aria-label={`Change the role of ${name}`} onClick={() => onChangeRole(member)}>
                    Change role
                  </Button>
                )}
              </DisabledReason>
              <DisabledReason reason={memberChangeRefusal(actor, { userId, before, after: undefined })}>
                {(disabled) => (
                  <Button size="xs" disabled={disabled} aria-label={`Remove ${name}`} onClick={() => onRemove(member)}>
                    Remove
                  </Button>
                )}
              </DisabledReason>
            </span>
          );
        },
      },
    ],
    [actor, onChangeRole, onRemove],
  );
  return (
    <DataTable
      caption="Members of this tenant"
      columns={columns}
      rows={members}
      rowKey={({ userId }) => userId}
      sortBy={{ id: "role", desc: false }}
      empty={empty}
    />
  );
}

const Person = ({ member: { name, email }, isYou }: { member: Member; isYou: boolean }) => (
  <span className="flex items-center gap-2.5">
    <span
      aria-hidden
      className="grid size-8 shrink-0 place-items-center rounded-full bg-brand-soft font-semibold text-[12px] text-brand-ink"
    >
      {initialsOf(name || email)}
    </span>
    <span className="min-w-0">
      <span className="block truncate font-medium">
        {name}
        {isYou && <span className="ml-1.5 font-normal text-fg-3">you</span>}
      </span>
      <span className="block truncate text-[12px] text-fg-3">{email}</span>
    </span>
  </span>
);
