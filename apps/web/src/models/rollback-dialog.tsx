"use client";
import { placementName } from "../preview/placement-name.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import type { Pointer } from "./model-types.ts";

interface RollbackDialogProps {
  readonly pointer: Pointer | undefined;
  readonly close: () => void;
  readonly onRolledBack: () => void;
}

/** Back to the version before, for everybody, within a second. */
export function RollbackDialog({ pointer, close, onRolledBack }: RollbackDialogProps) {
  const trpc = useTRPC();
  const rollback = useAction(trpc.models.rollback, {
    done: `${pointer?.before?.name ?? "The version before"} is live again on ${placementName(pointer?.key ?? "")}.`,
    invalidates: [trpc.models.pathKey()],
  });
  const confirm = async (reason: string | undefined) => {
    if (!pointer || !reason) return;
    if (!(await rollback.run({ placementKey: pointer.key, expectedModelVersionId: pointer.model.id, reason }))) return;
    onRolledBack();
    close();
  };
  return (
    <ConfirmDialog
      open={pointer !== undefined}
      onOpenChange={(open) => !open && close()}
      title={`Roll back ${placementName(pointer?.key ?? "")}`}
      description="Everybody gets the lists of the version before, from the next second on."
      confirmLabel="Roll back"
      tone="bad"
      reason="required"
      pending={rollback.pending}
      onConfirm={(reason) => void confirm(reason)}
    >
      {pointer && (
        <Facts
          items={[
            { label: "Live now", value: pointer.model.name },
            { label: "Live again", value: pointer.before?.name ?? "" },
          ]}
        />
      )}
    </ConfirmDialog>
  );
}
