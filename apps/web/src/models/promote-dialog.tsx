"use client";
import { useQuery } from "@tanstack/react-query";
import { placementName } from "../preview/placement-name.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ImpactSentence } from "./impact-sentence.tsx";
import type { Pointer, Version } from "./model-types.ts";

interface Move {
  readonly pointer: Pointer;
  readonly version: Version;
}

interface PromoteDialogProps {
  readonly move: Move | undefined;
  readonly close: () => void;
  readonly onPromoted: () => void;
}

/** Shows what would change before it asks: from the next second on the placement serves the version to everybody. */
export function PromoteDialog({ move, close, onPromoted }: PromoteDialogProps) {
  const trpc = useTRPC();
  const promote = useAction(trpc.models.promote, {
    done: `${move?.version.name ?? ""} is live on ${placementName(move?.pointer.key ?? "")}.`,
    invalidates: [trpc.models.pathKey()],
  });
  const confirm = async (reason: string | undefined) => {
    if (!move || !reason) return;
    const { pointer, version } = move;
    const done = await promote.run({
      placementKey: pointer.key,
      modelVersionId: version.id,
      expectedModelVersionId: pointer.model.id,
      reason,
    });
    if (!done) return;
    onPromoted();
    close();
  };
  return (
    <ConfirmDialog
      open={move !== undefined}
      onOpenChange={(open) => !open && close()}
      title={`Promote ${move?.version.name ?? ""} to ${placementName(move?.pointer.key ?? "")}`}
      description="Everybody gets its lists from the next second on. The version before stays one click away."
      confirmLabel="Promote"
      reason="required"
      pending={promote.pending}
      onConfirm={(reason) => void confirm(reason)}
    >
      {move && <Impact {...move} />}
    </ConfirmDialog>
  );
}

function Impact({ pointer, version }: Move) {
  const trpc = useTRPC();
  const impact = useQuery(
    trpc.models.whatWouldChange.queryOptions(
      { placement: pointer.key, model: { modelVersionId: version.id } },
      { staleTime: 0, retry: false },
    ),
  );
  return (
    <div className="space-y-3 rounded-xl bg-surface-2 p-3.5">
      <Facts
        items={[
          { label: "Live now", value: pointer.model.name },
          { label: "Live then", value: version.name },
        ]}
      />
      <QueryState query={impact} skeleton={<Skeleton className="h-10" />}>
        {(data) => <ImpactSentence impact={data} />}
      </QueryState>
    </div>
  );
}
