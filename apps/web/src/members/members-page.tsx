"use client";
import type { Role } from "@attune/db/role";
import { useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { MEMBER_MANAGERS } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { AddMemberDialog } from "./add-member-dialog.tsx";
import { ChangeRoleDialog } from "./change-role-dialog.tsx";
import { type FreshAccount, FreshAccountDialog } from "./fresh-account-dialog.tsx";
import type { Member } from "./member.ts";
import { MembersTable } from "./members-table.tsx";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";

type Asked = { readonly what: "add" } | { readonly what: "role" | "remove"; readonly member: Member };

interface MembersPageProps {
  readonly actor: { readonly userId: string; readonly role: Role };
  readonly tenantName: string;
}

/** Who may use the console for this tenant, and as what. */
export function MembersPage({ actor, tenantName }: MembersPageProps) {
  const trpc = useTRPC();
  const members = useQuery(trpc.members.list.queryOptions());
  const [asked, setAsked] = useState<Asked | undefined>();
  const [fresh, setFresh] = useState<FreshAccount | undefined>();
  const close = () => setAsked(undefined);
  const manages = MEMBER_MANAGERS.some((role) => role === actor.role);
  return (
    <Page
      title="Members"
      description={`Who may use the console for ${tenantName}, and as what. A change counts from their next click on.`}
      actions={
        <DisabledReason reason={manages ? undefined : "Only an owner or an admin adds members."}>
          {(disabled) => (
            <Button variant="primary" disabled={disabled} onClick={() => setAsked({ what: "add" })}>
              <UserPlus aria-hidden />
              Add member
            </Button>
          )}
        </DisabledReason>
      }
    >
      <QueryState query={members} skeleton={<Skeleton className="h-72" />}>
        {(list) => (
          <Card>
            <MembersTable
              members={list}
              actor={actor}
              onChangeRole={(member) => setAsked({ what: "role", member })}
              onRemove={(member) => setAsked({ what: "remove", member })}
              empty={
                <EmptyState icon={Users} title="Nobody is a member">
                  A platform operator can look after this tenant until it has an owner.
                </EmptyState>
              }
            />
          </Card>
        )}
      </QueryState>
      <AddMemberDialog
        open={asked?.what === "add"}
        actor={actor}
        close={close}
        onAdded={(account) => {
          close();
          setFresh(account);
        }}
      />
      <FreshAccountDialog account={fresh} close={() => setFresh(undefined)} />
      <ChangeRoleDialog member={asked?.what === "role" ? asked.member : undefined} actor={actor} close={close} />
      <RemoveMemberDialog
        member={asked?.what === "remove" ? asked.member : undefined}
        actor={actor}
        tenantName={tenantName}
        close={close}
      />
    </Page>
  );
}
