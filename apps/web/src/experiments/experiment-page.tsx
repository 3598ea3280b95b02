"use client";
import type { CheckedField } from "@attune/core/experiments/checklist";
import type { Draft } from "@attune/core/experiments/draft";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ChangesCard } from "./changes-card.tsx";
import { ChecklistCard } from "./checklist-card.tsx";
import { DecideDialog } from "./decide-dialog.tsx";
import { DraftDialog } from "./draft-dialog.tsx";
import type { Experiment } from "./experiment.ts";
import { type Asked, ExperimentActions } from "./experiment-actions.tsx";
import { ExplainCard } from "./explain-card.tsx";
import { HealthCard } from "./health-card.tsx";
import { IntervalCard } from "./interval-card.tsx";
import { managersOnly } from "./managers-only.ts";
import { OverviewCard } from "./overview-card.tsx";
import { ResultsCard } from "./results-card.tsx";
import { useExperimentActions } from "./use-experiment-actions.ts";

const REFRESH_MS = 3_000;
/** The field of the form that a check is about. */
const FIELDS: Readonly<Record<CheckedField, keyof Draft>> = {
  hypothesis: "hypothesis",
  placementKey: "placementKey",
  variants: "treatmentVersionId",
  conversionEvent: "conversionEvent",
};

export function ExperimentPage({ experimentKey, role }: { experimentKey: string; role: Role }) {
  const trpc = useTRPC();
  const experiment = useQuery({ ...trpc.experiments.get.queryOptions({ key: experimentKey }), refetchInterval: REFRESH_MS });
  if (experiment.data !== undefined) return <Loaded experiment={experiment.data} role={role} />;
  return (
    <Page title={experimentKey}>
      <Card>
        <QueryState query={experiment} skeleton={<Skeleton className="m-4 h-72" />}>
          {() => null}
        </QueryState>
      </Card>
    </Page>
  );
}

function Loaded({ experiment, role }: { experiment: Experiment; role: Role }) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState<Asked | undefined>();
  const [focus, setFocus] = useState<keyof Draft | undefined>();
  const started = experiment.startedAtMs !== undefined;
  const results = useQuery({
    ...trpc.experiments.results.queryOptions({ key: experiment.key }),
    enabled: started,
    refetchInterval: experiment.state === "running" ? REFRESH_MS : false,
  });
  const reason = managersOnly(role);
  const ask = (what: Asked) => {
    setFocus(undefined);
    setAsked(what);
  };
  const mend = (field: CheckedField) => {
    setFocus(FIELDS[field]);
    setAsked("edit");
  };
  return (
    <Page
      title={experiment.name}
      description={<code className="font-mono text-[12px]">{experiment.key}</code>}
      actions={<ExperimentActions experiment={experiment} notAllowed={reason} ask={ask} />}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="space-y-4">
          {experiment.state === "draft" && <ChecklistCard checks={experiment.checks} mend={reason === undefined ? mend : undefined} />}
          {started && (
            <QueryState query={results} skeleton={<Skeleton className="h-72" />}>
              {(loaded) => (
                <>
                  <ResultsCard results={loaded} experiment={experiment} />
                  <IntervalCard results={loaded} />
                </>
              )}
            </QueryState>
          )}
          <ChangesCard experimentKey={experiment.key} />
        </div>
        <div className="space-y-4">
          <OverviewCard experiment={experiment} />
          {results.data && <HealthCard results={results.data} experiment={experiment} />}
          <ExplainCard experiment={experiment} />
        </div>
      </div>
      <Dialogs asked={asked} focus={focus} close={() => setAsked(undefined)} experiment={experiment} advice={results.data?.advice} />
    </Page>
  );
}

interface DialogsProps extends Pick<Parameters<typeof DecideDialog>[0], "experiment" | "advice" | "close"> {
  readonly asked: Asked | undefined;
  readonly focus: keyof Draft | undefined;
}

function Dialogs({ asked, focus, close, experiment, advice }: DialogsProps) {
  const { edit, start, stop, archive } = useExperimentActions();
  const { id, name, placementKey, state } = experiment;
  const done = async (deed: Promise<unknown>) => {
    if (await deed) close();
  };
  const closes = (open: boolean) => !open && close();
  return (
    <>
      <DraftDialog
        open={asked === "edit"}
        close={close}
        title={`Edit ${name}`}
        draft={draftOf(experiment)}
        focus={focus}
        submitLabel="Save"
        onSubmit={(draft) => done(edit.run({ id, draft }))}
      />
      <ConfirmDialog
        open={asked === "start"}
        onOpenChange={closes}
        title={`Start ${name}`}
        description={`Within a second everybody on ${placementKey} who may be measured and personalised for is assigned, half to each variant. The draft cannot be edited any more.`}
        confirmLabel="Start experiment"
        pending={start.pending}
        onConfirm={() => void done(start.run({ id }))}
      />
      <ConfirmDialog
        open={asked === "stop"}
        onOpenChange={closes}
        title={`Stop ${name}`}
        description={`${placementKey} serves its own model again within a second. The numbers stay; it cannot be started again.`}
        confirmLabel="Stop experiment"
        tone="bad"
        reason="required"
        pending={stop.pending}
        onConfirm={(reason) => reason && void done(stop.run({ id, reason }))}
      />
      <DecideDialog key={`decide ${asked === "decide"}`} open={asked === "decide"} close={close} experiment={experiment} advice={advice} />
      <ConfirmDialog
        open={asked === "archive"}
        onOpenChange={closes}
        title={`Archive ${name}`}
        description="It leaves the list of current experiments. Its numbers and its history stay."
        confirmLabel="Archive"
        pending={archive.pending}
        onConfirm={() => (state === "draft" || state === "decided") && void done(archive.run({ id, from: state }))}
      />
    </>
  );
}

function draftOf({ key, name, hypothesis, placementKey, conversionEvent, variants }: Experiment): Draft {
  const versionOf = (variant: "control" | "treatment") => variants.find((one) => one.key === variant)?.modelVersionId ?? "";
  const [controlVersionId, treatmentVersionId] = [versionOf("control"), versionOf("treatment")];
  return {
    key,
    name,
    hypothesis,
    placementKey,
    conversionEvent,
    controlVersionId,
    treatmentVersionId,
    sameModel: controlVersionId === treatmentVersionId,
  };
}
