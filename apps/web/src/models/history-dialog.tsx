"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { placementName } from "../preview/placement-name.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Badge } from "../ui/badge.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import type { Pointer } from "./model-types.ts";

interface HistoryDialogProps {
  readonly pointer: Pointer | undefined;
  readonly nameOf: (versionId: string) => string;
  readonly close: () => void;
}

/** Every move of a placement's pointer: what, when, by whom and why. */
export function HistoryDialog({ pointer, nameOf, close }: HistoryDialogProps) {
  return (
    <Dialog
      open={pointer !== undefined}
      onOpenChange={(open) => !open && close()}
      title={`History of ${placementName(pointer?.key ?? "")}`}
      size="lg"
    >
      {pointer && <Moves placementKey={pointer.key} nameOf={nameOf} />}
    </Dialog>
  );
}

function Moves({ placementKey, nameOf }: { placementKey: string; nameOf: HistoryDialogProps["nameOf"] }) {
  const trpc = useTRPC();
  const moves = useQuery(trpc.models.promotions.queryOptions({ placementKey }));
  return (
    <QueryState query={moves} skeleton={<Skeleton className="h-40" />}>
      {(data) =>
        data.length === 0 ? (
          <EmptyState icon={History} title="Nothing was promoted yet">
            The placement still serves the version that it began with.
          </EmptyState>
        ) : (
          <ol aria-label="Promotions" className="divide-y rounded-xl border">
            {data.map(({ id, kind, fromVersionId, toVersionId, by, atMs, reason }) => (
              <li key={id} className="space-y-1 px-3.5 py-2.5 text-[13px]">
                <p className="flex flex-wrap items-center gap-x-2">
                  <Badge tone={kind === "promotion" ? "brand" : "warn"}>{kind === "promotion" ? "Promotion" : "Rollback"}</Badge>
                  <span>
                    {fromVersionId === undefined ? "" : `${nameOf(fromVersionId)} → `}
                    <b className="font-medium">{nameOf(toVersionId)}</b>
                  </span>
                  <span className="ml-auto text-fg-3">
                    <Time at={atMs} /> by {by}
                  </span>
                </p>
                {reason && <p className="text-fg-2">{reason}</p>}
              </li>
            ))}
          </ol>
        )
      }
    </QueryState>
  );
}
