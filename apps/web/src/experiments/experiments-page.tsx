"use client";
import { useQuery } from "@tanstack/react-query";
import { FlaskConical, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";
import { mayManageExperiments, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { DraftDialog } from "./draft-dialog.tsx";
import { ExperimentsTable } from "./experiments-table.tsx";
import { managersOnly } from "./managers-only.ts";
import { useExperimentActions } from "./use-experiment-actions.ts";

const VIEWS = ["current", "archived"] as const;
const REFRESH_MS = 5_000;

export function ExperimentsPage({ role }: { role: Role }) {
  const trpc = useTRPC();
  const routes = useRouter();
  const { create } = useExperimentActions();
  const list = useQuery({ ...trpc.experiments.list.queryOptions(), refetchInterval: REFRESH_MS });
  const [url, setUrl] = useQueryStates(
    { view: parseAsStringLiteral(VIEWS).withDefault("current"), new: parseAsBoolean.withDefault(false) },
    { history: "push" },
  );
  const newExperiment = (
    <DisabledReason reason={managersOnly(role)}>
      {(disabled) => (
        <Button variant="primary" disabled={disabled} onClick={() => void setUrl({ new: true })}>
          <Plus aria-hidden />
          New experiment
        </Button>
      )}
    </DisabledReason>
  );
  return (
    <Page
      title="Experiments"
      description="Two model versions on one placement, half of the people each. Who gets which is decided by a hash, and every list shown is logged."
      actions={newExperiment}
    >
      <QueryState query={list} skeleton={<Skeleton className="h-72" />}>
        {(experiments) => {
          const inView = {
            current: experiments.filter(({ state }) => state !== "archived"),
            archived: experiments.filter(({ state }) => state === "archived"),
          };
          return (
            <Tabs
              label="Experiments by age"
              value={url.view}
              onChange={(view) => void setUrl({ view })}
              tabs={[
                { value: "current", label: "Current", count: inView.current.length },
                { value: "archived", label: "Archived", count: inView.archived.length },
              ]}
            >
              <Card>
                <ExperimentsTable
                  rows={inView[url.view]}
                  empty={
                    url.view === "current" ? (
                      <EmptyState icon={FlaskConical} title="No experiment yet" action={newExperiment}>
                        An experiment tells whether a model version is truly better before everybody gets it. Make a second version on the
                        Models page, then compare it here.
                      </EmptyState>
                    ) : (
                      <EmptyState icon={FlaskConical} title="Nothing is archived">
                        Drafts that were given up and experiments that were decided can be put here.
                      </EmptyState>
                    )
                  }
                />
              </Card>
            </Tabs>
          );
        }}
      </QueryState>
      <DraftDialog
        open={url.new && mayManageExperiments(role)}
        close={() => void setUrl({ new: null })}
        title="New experiment"
        submitLabel="Create draft"
        onSubmit={async (draft) => {
          const made = await create.run(draft);
          if (made) routes.push(`/experiments/${made.key}`);
        }}
      />
    </Page>
  );
}
