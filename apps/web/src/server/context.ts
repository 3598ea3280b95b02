import "server-only";
import type { FetchCreateContextFnOptions } from "@trpc/server/adapters/fetch";
import { TENANT_HEADER } from "../session/page-tenant.ts";
import type { ConsoleSession } from "../session/session.ts";
import { currentSession } from "./auth.ts";
import { type Services, services } from "./services.ts";

export interface Context {
  readonly session: ConsoleSession | undefined;
  /** The tenant that the asking page shows. */
  readonly pageTenantId?: string | undefined;
  /** A function, so that a caller who is not signed in opens nothing. */
  readonly services: () => Services;
}

/** Also called without a request, when a page prefetches what it shows: then it cannot differ from itself. */
export const createContext = async (call?: Pick<FetchCreateContextFnOptions, "req" | "info">): Promise<Context> => ({
  session: await currentSession(),
  pageTenantId: call?.req.headers.get(TENANT_HEADER) ?? call?.info.connectionParams?.[TENANT_HEADER],
  services,
});
