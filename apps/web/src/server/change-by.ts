import type { Change } from "@attune/db/change";
import type { Caller } from "./internal-api.ts";

/** Who changes something and why, as the audit log wants it. */
export function changeBy({ caller, requestId }: { readonly caller: Caller; readonly requestId: string }, reason?: string): Change {
  return { actor: `user:${caller.userId}`, requestId, ...(reason === undefined ? {} : { reason }) };
}
