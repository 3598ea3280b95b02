"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { mayPublishSchemas, ROLE_NAMES, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { publishReason } from "./publish-reason.ts";
import { SchemaEditor } from "./schema-editor.tsx";
import { TypesPanel } from "./types-panel.tsx";
import { VersionsPanel } from "./versions-panel.tsx";

const VIEWS = ["versions", "edit", "types"] as const;

/** One event type: its versions, the next one, and what tools make of it. */
export function SchemaPage({ eventType, role }: { eventType: string; role: Role }) {
  const trpc = useTRPC();
  const [{ view, version, from }, setUrl] = useQueryStates(
    { view: parseAsStringLiteral(VIEWS).withDefault("versions"), version: parseAsInteger, from: parseAsInteger },
    { history: "push" },
  );
  const schema = useQuery(trpc.schemas.get.queryOptions({ eventType }));
  return (
    <Page title={<span className="font-mono">{eventType}</span>} description="What events of this type carry in their properties.">
      <QueryState query={schema} skeleton={<Skeleton className="h-96" />}>
        {({ versions, weight, outcome, consumes }) => {
          const newest = versions[0];
          return (
            <>
              <Facts
                className="max-w-xl"
                items={[
                  {
                    label: "Schema",
                    value: newest ? `Version ${newest.version}, id ${newest.schemaId}` : "None yet: any properties are taken",
                  },
                  { label: "Weight", value: weight },
                  { label: "Means", value: meaningOf(outcome, consumes) },
                ]}
              />
              <Tabs
                label="Views of the event type"
                value={view}
                onChange={(next) => void setUrl({ view: next })}
                tabs={[
                  { value: "versions", label: "Versions", count: versions.length },
                  { value: "edit", label: "Next version" },
                  { value: "types", label: "Types and Avro" },
                ]}
              >
                {view === "versions" && (
                  <VersionsPanel
                    versions={versions}
                    version={version}
                    from={from}
                    onChoose={(chosen) => void setUrl(chosen)}
                    edit={() => void setUrl({ view: "edit" })}
                  />
                )}
                {view === "edit" && (
                  <SchemaEditor
                    key={newest?.version ?? 0}
                    eventType={eventType}
                    published={newest?.fields ?? []}
                    basedOnVersion={newest?.version ?? 0}
                    refused={mayPublishSchemas(role) ? undefined : publishReason(ROLE_NAMES[role])}
                    onPublished={() => void setUrl({ view: "versions", version: null, from: null })}
                  />
                )}
                {view === "types" && (
                  <Card className="p-4">
                    <TypesPanel eventType={eventType} fields={newest?.fields} />
                  </Card>
                )}
              </Tabs>
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

function meaningOf(outcome: boolean, consumes: boolean): string {
  const parts = [
    outcome ? "a success of the recommendation that led to it" : undefined,
    consumes ? "the person is done with the item" : undefined,
  ];
  return parts.filter((part) => part !== undefined).join("; ") || "neither a success nor the end of an item";
}
