import type { ConsoleSession, Membership } from "./session/session.ts";

declare module "next-auth" {
  interface Session {
    console: ConsoleSession;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    operator: boolean;
    memberships: readonly Membership[];
    tenantId: string | undefined;
    checkedAtMs: number;
  }
}
