"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import type { FreshKey } from "../keys/api-key.ts";
import { CreateKeyDialog } from "../keys/create-key-dialog.tsx";
import { keyStatus } from "../keys/key-status.ts";
import { RevealKeyDialog } from "../keys/reveal-key-dialog.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useNow } from "../ui/use-now.ts";
import { FirstEvents } from "./first-events.tsx";
import { LiveEvents } from "./live-events.tsx";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { placeholderKey, SNIPPET_LANGUAGES, snippetsFor } from "./snippets.ts";

const VIEWS = ["steps", "events"] as const;
const ALL_KEYS = "all";

export function QuickstartPage() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [{ view, key: keyId, language }, setUrl] = useQueryStates(
    {
      view: parseAsStringLiteral(VIEWS).withDefault("steps"),
      key: parseAsString,
      language: parseAsStringLiteral(SNIPPET_LANGUAGES).withDefault("curl"),
    },
    { history: "push" },
  );
  const nowMs = useNow(5_000);
  const [creating, setCreating] = useState(false);
  const [revealed, setRevealed] = useState<FreshKey | undefined>();
  // Keys made here stay in this page's memory, and nowhere else, so that the snippets run as they are.
  const [made, setMade] = useState<readonly FreshKey[]>([]);
  const settings = useQuery(trpc.quickstart.settings.queryOptions());
  const list = useQuery(trpc.keys.list.queryOptions());

  const known = [...made.map(({ record }) => record), ...(list.data ?? [])];
  const usable = known.filter((key, i) => known.findIndex(({ id }) => id === key.id) === i && keyStatus(key, nowMs).state !== "ended");
  const chosen = usable.find(({ id }) => id === keyId) ?? (view === "steps" ? usable[0] : undefined);
  const fresh = made.find(({ record }) => record.id === chosen?.id);
  const snippets = settings.data && chosen && snippetsFor({ ...settings.data, key: fresh?.key ?? placeholderKey(chosen.prefix) });
  const options = usable.map(({ id, name, prefix }) => ({ value: id, label: name, hint: `${prefix}…` }));
  const newKey = (
    <Button variant={usable.length === 0 ? "primary" : "outline"} onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New key
    </Button>
  );

  const created = (key: FreshKey) => {
    setCreating(false);
    setRevealed(key);
  };
  const stored = () => {
    if (revealed) {
      setMade([revealed, ...made]);
      void setUrl({ key: revealed.record.id });
    }
    setRevealed(undefined);
    void queries.invalidateQueries({ queryKey: trpc.keys.pathKey() });
  };

  return (
    <Page
      title="Quickstart"
      description="The first event and the first recommendation of your shop, with your own key and your own ids."
      actions={
        <>
          {usable.length > 0 && (
            <Select
              label="API key"
              value={chosen?.id ?? ALL_KEYS}
              options={view === "events" ? [{ value: ALL_KEYS, label: "All keys" }, ...options] : options}
              onChange={(id) => void setUrl({ key: id === ALL_KEYS ? null : id })}
              className="w-56"
            />
          )}
          {newKey}
        </>
      }
    >
      <Tabs
        label="Views"
        value={view}
        onChange={(next) => void setUrl({ view: next })}
        tabs={[
          { value: "steps", label: "First steps" },
          { value: "events", label: "Live events" },
        ]}
      >
        <QueryState query={list} skeleton={<Skeleton className="h-96" />}>
          {() =>
            view === "events" ? (
              <LiveEvents
                keyId={chosen?.id}
                keyName={(id) => known.find((key) => key.id === id)?.name ?? "another key"}
                command={snippets?.curl.event}
              />
            ) : chosen === undefined ? (
              <EmptyState icon={KeyRound} title="Make your first key" action={newKey}>
                The commands that follow then carry it, ready to run.
              </EmptyState>
            ) : (
              <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 split:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                <div className="space-y-4">
                  {!fresh && (
                    <Notice tone="info" title={`${chosen.name} cannot be shown again`}>
                      Put your copy of it in the place of the placeholder, or make a new key that the commands carry whole.
                    </Notice>
                  )}
                  <QueryState query={settings} skeleton={<Skeleton className="h-80" />}>
                    {() =>
                      snippets && (
                        <SnippetTabs
                          snippets={snippets}
                          language={language}
                          onChange={(next) => void setUrl({ language: next })}
                          secret={chosen.kind === "secret"}
                        />
                      )
                    }
                  </QueryState>
                </div>
                <FirstEvents key={chosen.id} keyId={chosen.id} keyName={chosen.name} />
              </div>
            )
          }
        </QueryState>
      </Tabs>
      <CreateKeyDialog open={creating} onOpenChange={setCreating} onCreated={created} />
      <RevealKeyDialog fresh={revealed} close={stored} />
    </Page>
  );
}
