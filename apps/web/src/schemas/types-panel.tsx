"use client";
import { avroOf } from "@attune/core/schemas/avro-of";
import type { Field } from "@attune/core/schemas/schema";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** How programs get at the schema: TypeScript types by a command, Avro by the registry. */
export function TypesPanel({ eventType, fields }: { eventType: string; fields: readonly Field[] | undefined }) {
  const trpc = useTRPC();
  const address = useQuery(trpc.schemas.address.queryOptions());
  return (
    <QueryState query={address} skeleton={<Skeleton className="h-40" />}>
      {({ apiUrl }) => (
        <div className="space-y-4">
          <CodeBlock
            label="Types of all published event types, for the SDK"
            language="shell"
            code={`ATTUNE_KEY=atn_sk_live_… npx attune-types --url ${apiUrl} --out src/attune-events.d.ts`}
          />
          {fields === undefined ? (
            <p className="text-fg-3">There is no version yet, so there are no types to write.</p>
          ) : (
            <>
              <CodeBlock
                label="The registry, as Kafka tools ask for it"
                language="shell"
                code={`curl -H "Authorization: Bearer atn_sk_live_…" ${apiUrl}/schema-registry/subjects/${encodeURIComponent(eventType)}/versions/latest`}
              />
              <CodeBlock label="Avro" language="JSON" code={JSON.stringify(avroOf(eventType, fields), null, 2)} />
            </>
          )}
        </div>
      )}
    </QueryState>
  );
}
