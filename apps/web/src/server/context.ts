import "server-only";
import type { ConsoleSession } from "../session/session.ts";
import { currentSession } from "./auth.ts";
import { type Services, services } from "./services.ts";

export interface Context {
  readonly session: ConsoleSession | undefined;
  /** A function, so that a caller who is not signed in opens nothing. */
  readonly services: () => Services;
}

export const createContext = async (): Promise<Context> => ({ session: await currentSession(), services });
