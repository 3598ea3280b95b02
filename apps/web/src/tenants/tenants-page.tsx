"use client";
import type { Role } from "@attune/db/role";
import { useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ROLE_NAMES } from "../session/roles.ts";
import { switchTenant } from "../session/sign-in.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { CreateTenantDialog } from "./create-tenant-dialog.tsx";

interface TenantRow {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** The tenants of whoever is signed in; the URL says when a new one is being made, because the switcher leads here for it. */
export function TenantsPage({ currentId, mayCreate }: { currentId: string; mayCreate: boolean }) {
  const trpc = useTRPC();
  const tenants = useQuery(trpc.tenants.list.queryOptions());
  const [creating, setCreating] = useQueryState("create", parseAsBoolean.withDefault(false));
  const columns = useMemo(
    (): readonly DataColumn<TenantRow>[] => [
      {
        id: "name",
        header: "Name",
        sortValue: ({ name }) => name,
        cell: ({ tenantId, name }) => (
          <span className="flex items-center gap-2 font-medium">
            {name}
            {tenantId === currentId && <Badge tone="brand">You are here</Badge>}
          </span>
        ),
      },
      {
        id: "slug",
        header: "Slug",
        sortValue: ({ slug }) => slug,
        cell: ({ slug }) => <span className="font-mono text-[12.5px]">{slug}</span>,
      },
      { id: "role", header: "Your role", sortValue: ({ role }) => ROLE_NAMES[role], cell: ({ role }) => <Badge>{ROLE_NAMES[role]}</Badge> },
      {
        id: "actions",
        header: <span className="sr-only">Actions</span>,
        align: "end",
        cell: ({ tenantId, name }) =>
          tenantId !== currentId && (
            <Button size="xs" aria-label={`Switch to ${name}`} onClick={() => void switchTenant(tenantId)}>
              Switch
            </Button>
          ),
      },
    ],
    [currentId],
  );
  return (
    <Page
      title="Tenants"
      description="A tenant is one shop or app with people, items, models and keys of its own. Nothing crosses from one to another."
      actions={
        <DisabledReason reason={mayCreate ? undefined : "An owner or a platform operator creates tenants."}>
          {(disabled) => (
            <Button variant="primary" disabled={disabled} onClick={() => void setCreating(true)}>
              <Plus aria-hidden />
              Create tenant
            </Button>
          )}
        </DisabledReason>
      }
    >
      <QueryState query={tenants} skeleton={<Skeleton className="h-56" />}>
        {(rows) => (
          <Card>
            <DataTable
              caption="Your tenants"
              columns={columns}
              rows={rows}
              rowKey={({ tenantId }) => tenantId}
              empty={<EmptyState icon={Building2} title="You are a member of no tenant" />}
            />
          </Card>
        )}
      </QueryState>
      <CreateTenantDialog open={creating && mayCreate} close={() => void setCreating(null)} />
    </Page>
  );
}
