import type { Role } from "./roles.ts";

export interface Membership {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** Who is signed in, and for which tenant they look at the console now. */
export interface ConsoleSession {
  readonly user: { readonly id: string; readonly email: string; readonly name: string; readonly operator: boolean };
  readonly memberships: readonly Membership[];
  /** `undefined` for someone who is a member of no tenant. */
  readonly tenant: Membership | undefined;
}
