"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useNow } from "../ui/use-now.ts";
import type { ApiKey, FreshKey } from "./api-key.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyDetailsDialog } from "./key-details-dialog.tsx";
import { keyStatus } from "./key-status.ts";
import { KeysTable } from "./keys-table.tsx";
import { RevealKeyDialog } from "./reveal-key-dialog.tsx";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

const VIEWS = ["usable", "ended"] as const;
/** How soon a use of an old key shows during an overlap. */
const REFRESH_MS = 5_000;

type Asked = { readonly what: "create" } | { readonly what: "rotate" | "revoke"; readonly key: ApiKey };

export function KeysPage() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const nowMs = useNow(1_000);
  const [{ view, key: openId }, setUrl] = useQueryStates(
    { view: parseAsStringLiteral(VIEWS).withDefault("usable"), key: parseAsString },
    { history: "push" },
  );
  const [asked, setAsked] = useState<Asked | undefined>();
  const [fresh, setFresh] = useState<FreshKey | undefined>();
  const list = useQuery({ ...trpc.keys.list.queryOptions(), refetchInterval: fresh ? false : REFRESH_MS });

  const reveal = (made: FreshKey) => {
    setAsked(undefined);
    setFresh(made);
  };
  const stored = () => {
    setFresh(undefined);
    void queries.invalidateQueries({ queryKey: trpc.keys.pathKey() });
  };
  const ended = (key: ApiKey) => keyStatus(key, nowMs).state === "ended";
  const newKey = (
    <Button variant="primary" onClick={() => setAsked({ what: "create" })}>
      <Plus aria-hidden />
      New key
    </Button>
  );
  const keyAsked = (what: "rotate" | "revoke") => (asked?.what === what ? asked.key : undefined);

  return (
    <Page
      title="API keys"
      description="What your servers and pages use to reach the api. Each key belongs to this tenant only."
      actions={newKey}
    >
      <QueryState query={list} skeleton={<Skeleton className="h-72" />}>
        {(keys) => {
          const inView = { usable: keys.filter((key) => !ended(key)), ended: keys.filter(ended) };
          return (
            <Tabs
              label="Keys by status"
              value={view}
              onChange={(next) => void setUrl({ view: next })}
              tabs={[
                { value: "usable", label: "In use", count: inView.usable.length },
                { value: "ended", label: "Ended", count: inView.ended.length },
              ]}
            >
              <Card>
                <KeysTable
                  keys={inView[view]}
                  nowMs={nowMs}
                  openId={openId}
                  onOpen={({ id }) => void setUrl({ key: id })}
                  onRotate={(key) => setAsked({ what: "rotate", key })}
                  onRevoke={(key) => setAsked({ what: "revoke", key })}
                  empty={
                    view === "usable" ? (
                      <EmptyState icon={KeyRound} title="No key works at present" action={newKey}>
                        A server needs a secret key, a page a publishable one.
                      </EmptyState>
                    ) : (
                      <EmptyState icon={KeyRound} title="No key has ended yet">
                        Keys that were revoked or replaced stay listed here.
                      </EmptyState>
                    )
                  }
                />
              </Card>
              <KeyDetailsDialog apiKey={keys.find(({ id }) => id === openId)} close={() => void setUrl({ key: null })} />
            </Tabs>
          );
        }}
      </QueryState>
      <CreateKeyDialog
        open={asked?.what === "create"}
        onOpenChange={(open) => setAsked(open ? { what: "create" } : undefined)}
        onCreated={reveal}
      />
      <RotateKeyDialog apiKey={keyAsked("rotate")} close={() => setAsked(undefined)} onRotated={reveal} />
      <RevokeKeyDialog apiKey={keyAsked("revoke")} close={() => setAsked(undefined)} />
      <RevealKeyDialog fresh={fresh} close={stored} />
    </Page>
  );
}
