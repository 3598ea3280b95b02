import { readEnv } from "./server/env.ts";

/** Next calls this once, before the server takes requests: settings that are missing end the start with their sentence, not every request later. */
export function register(): void {
  try {
    readEnv();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
