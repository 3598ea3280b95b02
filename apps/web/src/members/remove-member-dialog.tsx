"use client";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import type { Member } from "./member.ts";

interface RemoveMemberDialogProps {
  readonly member: Member | undefined;
  readonly actor: { readonly userId: string };
  readonly tenantName: string;
  readonly close: () => void;
}

export function RemoveMemberDialog({ member, actor, tenantName, close }: RemoveMemberDialogProps) {
  const trpc = useTRPC();
  const isYou = member?.userId === actor.userId;
  const remove = useAction(trpc.members.remove, {
    done: `${member?.name ?? ""} is no member any more.`,
    invalidates: isYou ? [] : [trpc.members.pathKey(), trpc.audit.pathKey()],
  });
  const confirm = async (reason: string | undefined) => {
    if (member === undefined || reason === undefined) return;
    if ((await remove.run({ userId: member.userId, reason })) === undefined) return;
    close();
    // Whoever has left sees the console of another tenant of theirs, or none.
    if (isYou) window.location.assign("/live");
  };
  return (
    <ConfirmDialog
      open={member !== undefined}
      onOpenChange={(next) => next || close()}
      title={isYou ? `Leave ${tenantName}?` : `Remove ${member?.name ?? ""}?`}
      description={
        isYou
          ? "You lose the console of this tenant with your next click. Somebody else has to let you in again."
          : `${member?.email ?? ""} loses the console of ${tenantName} with the next click. What they did stays in the audit log, and their account stays.`
      }
      confirmLabel={isYou ? "Leave" : "Remove"}
      tone="bad"
      reason="required"
      pending={remove.pending}
      onConfirm={(reason) => void confirm(reason)}
    />
  );
}
