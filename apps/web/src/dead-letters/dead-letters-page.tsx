"use client";
import { useQuery } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { useTRPC } from "../trpc/client.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import { useNow } from "../ui/use-now.ts";
import { GroupsTable } from "./groups-table.tsx";
import { groupsOf } from "./letter-groups.ts";
import { LetterPanel } from "./letter-panel.tsx";
import { LettersTable } from "./letters-table.tsx";

const REFRESH_MS = 5_000;

/** What was refused although it could be read, and what the worker could not process: to be found, mended and sent again. */
export function DeadLettersPage() {
  const trpc = useTRPC();
  const nowMs = useNow(REFRESH_MS);
  const [{ group: chosen, letter: letterId }, setUrl] = useQueryStates(
    { group: parseAsString, letter: parseAsString },
    { history: "push" },
  );
  const list = useQuery({ ...trpc.deadLetters.list.queryOptions(), refetchInterval: REFRESH_MS });
  return (
    <Page
      title="Dead letters"
      description="Events that were refused although they could be read, and records that could not be processed. The newest 1,000, kept for 30 days."
    >
      <QueryState query={list} skeleton={<Skeleton className="h-96" />}>
        {({ letters, notKept, sinceMs }) => {
          const groups = groupsOf(letters, nowMs);
          const group = groups.find(({ fingerprint }) => fingerprint === chosen) ?? groups[0];
          const letter = letters.find(({ id }) => id === letterId);
          return (
            <>
              {notKept > 0 && (
                <Notice tone="warn" title={`${notKept.toLocaleString("en-GB")} more were refused and not kept`}>
                  At most 100 a minute are kept. Counted since <Time at={sinceMs} />.
                </Notice>
              )}
              <Card>
                <GroupsTable
                  groups={groups}
                  selected={group?.fingerprint}
                  onOpen={({ fingerprint }) => void setUrl({ group: fingerprint, letter: null })}
                  empty={
                    <EmptyState icon={MailCheck} title="Nothing was refused">
                      An event of an unknown type, with a wrong value or against its schema would be kept here.
                    </EmptyState>
                  }
                />
              </Card>
              {group && (
                <LettersTable
                  group={group}
                  nowMs={nowMs}
                  selected={letter?.id}
                  onOpen={({ id }) => void setUrl({ group: group.fingerprint, letter: id })}
                />
              )}
              <LetterPanel letter={letter} nowMs={nowMs} close={() => void setUrl({ letter: null })} />
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}
