"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReasonSentences } from "../preview/reason-text.ts";
import { usePreviewChoice } from "../preview/use-preview-choice.ts";
import { mayManageModels, type Role } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { Asked } from "./asked.ts";
import { ComparePanel } from "./compare-panel.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { PlacementsCard } from "./placements-card.tsx";
import { PromoteDialog } from "./promote-dialog.tsx";
import { RollbackDialog } from "./rollback-dialog.tsx";
import { SaveVersionDialog } from "./save-version-dialog.tsx";
import { useSides } from "./use-sides.ts";
import { VersionsCard } from "./versions-card.tsx";

interface ModelsPageProps {
  readonly role: Role;
  readonly reasonSentences: ReasonSentences;
}

export function ModelsPage({ role, reasonSentences }: ModelsPageProps) {
  const trpc = useTRPC();
  const placements = useQuery(trpc.models.placements.queryOptions());
  const versions = useQuery(trpc.models.versions.queryOptions());
  const choice = usePreviewChoice();
  const pointer = placements.data?.find(({ key }) => key === choice.placement?.key);
  const sides = useSides(pointer, versions.data ?? []);
  const [asked, setAsked] = useState<Asked | undefined>();
  const close = () => setAsked(undefined);
  const mayManage = mayManageModels(role);
  const nameOf = (versionId: string) => versions.data?.find(({ id }) => id === versionId)?.name ?? versionId;

  return (
    <Page
      title="Models"
      description="Which pipeline each placement serves, what another one would recommend instead, and how to get from one to the other."
    >
      <QueryState query={placements} skeleton={<Skeleton className="h-56" />}>
        {(pointers) => (
          <PlacementsCard
            pointers={pointers}
            chosen={pointer?.key}
            onChoose={({ key }) => choice.choose({ placement: key })}
            mayManage={mayManage}
            ask={setAsked}
          />
        )}
      </QueryState>
      <QueryState query={versions} skeleton={<Skeleton className="h-96" />}>
        {(stored) => (
          <>
            <ComparePanel
              choice={choice}
              pointer={pointer}
              versions={stored}
              sides={sides}
              mayManage={mayManage}
              reasonSentences={reasonSentences}
              ask={setAsked}
            />
            <VersionsCard versions={stored} pointer={pointer} sides={sides} mayManage={mayManage} ask={setAsked} />
          </>
        )}
      </QueryState>
      <SaveVersionDialog open={asked?.what === "save"} draft={sides.draft} base={sides.base} close={close} onSaved={sides.saved} />
      <PromoteDialog move={asked?.what === "promote" ? asked : undefined} close={close} onPromoted={sides.settled} />
      <RollbackDialog pointer={asked?.what === "rollback" ? asked.pointer : undefined} close={close} onRolledBack={sides.settled} />
      <HistoryDialog pointer={asked?.what === "history" ? asked.pointer : undefined} nameOf={nameOf} close={close} />
    </Page>
  );
}
