import type { MemberRole } from "@attune/db/role";

export interface Member {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly sinceMs: number;
}
