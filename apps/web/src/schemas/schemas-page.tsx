"use client";
import { useQuery } from "@tanstack/react-query";
import { Braces, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import { mayPublishSchemas, ROLE_NAMES, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import { NewTypePanel } from "./new-type-panel.tsx";
import { publishReason } from "./publish-reason.ts";

/** What the shop's events are and what each of them carries. */
export function SchemasPage({ role }: { role: Role }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [making, setMaking] = useQueryState("new", parseAsBoolean.withDefault(false));
  const list = useQuery(trpc.schemas.list.queryOptions());
  const mayPublish = mayPublishSchemas(role);

  if (making && mayPublish) return <NewTypePanel close={() => void setMaking(null)} />;
  return (
    <Page
      title="Event schemas"
      description="What each type of event carries in its properties. A published version holds for the next event that comes; a type without one takes any properties."
      actions={
        <DisabledReason reason={mayPublish ? undefined : publishReason(ROLE_NAMES[role])}>
          {(disabled) => (
            <Button variant="primary" disabled={disabled} onClick={() => void setMaking(true)}>
              <Plus aria-hidden />
              New event type
            </Button>
          )}
        </DisabledReason>
      }
    >
      <QueryState query={list} skeleton={<Skeleton className="h-96" />}>
        {(types) => (
          <Card>
            <DataTable
              caption="Event types"
              rows={types}
              rowKey={({ name }) => name}
              onOpen={({ name }) => router.push(`/schemas/${encodeURIComponent(name)}`)}
              empty={<EmptyState icon={Braces} title="There is no event type yet" />}
              columns={[
                {
                  id: "type",
                  header: "Event type",
                  cell: ({ name }) => <span className="font-medium font-mono text-[12.5px]">{name}</span>,
                  sortValue: ({ name }) => name,
                },
                {
                  id: "version",
                  header: "Schema",
                  cell: ({ newest }) =>
                    newest ? <Badge tone="brand">Version {newest.version}</Badge> : <span className="text-fg-3">Any properties</span>,
                  sortValue: ({ newest }) => newest?.version ?? 0,
                },
                {
                  id: "fields",
                  header: "Fields",
                  align: "end",
                  cell: ({ newest }) => newest?.fields.length ?? "–",
                  sortValue: ({ newest }) => newest?.fields.length ?? -1,
                },
                {
                  id: "personal",
                  header: "Personal",
                  align: "end",
                  className: "hidden md:table-cell",
                  cell: ({ newest }) => newest?.fields.filter(({ personal }) => personal !== undefined).length ?? "–",
                },
                { id: "weight", header: "Weight", align: "end", cell: ({ weight }) => weight, sortValue: ({ weight }) => weight },
                {
                  id: "published",
                  header: "Published",
                  className: "hidden sm:table-cell",
                  cell: ({ newest }) =>
                    newest && (
                      <span className="text-fg-2">
                        <Time at={newest.createdAtMs} /> by {newest.createdBy}
                      </span>
                    ),
                  sortValue: ({ newest }) => newest?.createdAtMs ?? 0,
                },
              ]}
            />
          </Card>
        )}
      </QueryState>
    </Page>
  );
}
