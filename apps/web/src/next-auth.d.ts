import type { ConsoleSession } from "./session/session.ts";

declare module "next-auth" {
  interface Session {
    /** `undefined` when the account is no more. */
    console: ConsoleSession | undefined;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    tenantId: string | undefined;
  }
}
