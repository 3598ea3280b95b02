"use client";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import type { ApiKey } from "./api-key.ts";

/** Ends a key for good. What still uses it is refused from then on. */
export function RevokeKeyDialog({ apiKey, close }: { apiKey: ApiKey | undefined; close: () => void }) {
  const trpc = useTRPC();
  const revoke = useAction(trpc.keys.revoke, {
    done: ({ name }) => `${name} is revoked; it stops working within a second.`,
    invalidates: [trpc.keys.pathKey()],
  });
  const confirm = async (reason: string | undefined) => {
    if (apiKey && reason && (await revoke.run({ id: apiKey.id, reason }))) close();
  };
  return (
    <ConfirmDialog
      open={apiKey !== undefined}
      onOpenChange={(open) => !open && close()}
      title={`Revoke ${apiKey?.name ?? ""}`}
      description="Requests with it are refused within a second. This cannot be undone; rotating lets the old key go on for a while."
      confirmLabel="Revoke key"
      tone="bad"
      reason="required"
      pending={revoke.pending}
      onConfirm={(reason) => void confirm(reason)}
    >
      {apiKey?.lastUsedAtMs !== undefined && (
        <Notice tone="warn">
          Last used <Time at={apiKey.lastUsedAtMs} />.
        </Notice>
      )}
    </ConfirmDialog>
  );
}
