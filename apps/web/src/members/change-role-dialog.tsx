"use client";
import type { Role } from "@attune/db/role";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ROLE_NAMES } from "../session/roles.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import type { Member } from "./member.ts";
import { RoleChoice } from "./role-choice.tsx";

interface ChangeRoleDialogProps {
  readonly member: Member | undefined;
  readonly actor: { readonly userId: string; readonly role: Role };
  readonly close: () => void;
}

export const ChangeRoleDialog = ({ member, actor, close }: ChangeRoleDialogProps) => (
  <Dialog
    open={member !== undefined}
    onOpenChange={(next) => next || close()}
    size="lg"
    title={`Change the role of ${member?.name ?? ""}`}
    description={member && `${ROLE_NAMES[member.role]} now. The new role counts from their next click on.`}
  >
    {member && <ChangeRoleForm member={member} actor={actor} close={close} />}
  </Dialog>
);

function ChangeRoleForm({ member, actor, close }: ChangeRoleDialogProps & { member: Member }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [role, setRole] = useState(member.role);
  const [reason, setReason] = useState("");
  const change = useAction(trpc.members.changeRole, {
    done: `${member.name} is ${ROLE_NAMES[role].toLowerCase()} now.`,
    invalidates: [trpc.members.pathKey(), trpc.audit.pathKey()],
  });
  const ready = role !== member.role && reason.trim() !== "" && !change.pending;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    if ((await change.run({ userId: member.userId, role, reason })) === undefined) return;
    // What the page offers depends on the reader's own role.
    if (member.userId === actor.userId) router.refresh();
    close();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4">
      <RoleChoice value={role} onChange={setRole} actorRole={actor.role} />
      <TextArea
        label="Reason"
        name="reason"
        hint="Kept in the audit log."
        rows={2}
        maxLength={500}
        required
        value={reason}
        onValueChange={setReason}
      />
      <DialogFooter>
        <Button onClick={close} disabled={change.pending}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" disabled={!ready}>
          {change.pending && <Spinner />}
          Change role
        </Button>
      </DialogFooter>
    </form>
  );
}
