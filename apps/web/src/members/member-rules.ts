import type { MemberRole, Role } from "@attune/db/role";
import { MEMBER_MANAGERS } from "../session/roles.ts";

interface MemberChange {
  readonly userId: string;
  /** `undefined` for who is no member yet. */
  readonly before: MemberRole | undefined;
  /** `undefined` for who is removed. */
  readonly after: MemberRole | undefined;
}

/**
 * Why somebody may not make this change, as a sentence that also says who can; `undefined` when they may. Roles are no ladder (a compliance
 * officer may what an admin may not), so nobody but an owner, who may everything, gives themselves another one.
 */
export function memberChangeRefusal(actor: { readonly userId: string; readonly role: Role }, change: MemberChange): string | undefined {
  if (!MEMBER_MANAGERS.some((role) => role === actor.role)) return "Only an owner or an admin changes members.";
  if (actor.role === "owner") return undefined;
  if (change.before === "owner") return "Only an owner can change or remove an owner.";
  if (change.after === "owner") return "Only an owner can make somebody owner.";
  const ownRole = change.userId === actor.userId && change.after !== undefined;
  return ownRole ? "Nobody changes their own role: ask an owner or another admin." : undefined;
}
