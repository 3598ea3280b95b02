import type { LoadOutcome, RequestStream } from "../load/load-plan.ts";
import { runLoad } from "../load/run-load.ts";
import { refusedOf } from "./refused-of.ts";
import type { Session } from "./session.ts";

export const PER_BATCH = 500;
export const CONNECTIONS = 8;
export const FOLD_LIMIT_SECONDS = 300;
export const SINGLE_EVENTS = "single events";

export function eventStream({ platform }: Session, bodies: readonly string[]): RequestStream {
  return { name: "events", path: "/v1/events", headers: platform.headers, bodies, draw: "once", markers: [] };
}

/** Sends the bodies until they are used up, or for the session's seconds when they are single events. Throws when one of them is refused. */
export async function sendEvents(
  { platform, seed, seconds }: Session,
  stream: RequestStream,
  origin = platform.origin,
): Promise<LoadOutcome> {
  const limit = stream.name === SINGLE_EVENTS ? seconds : 120;
  const load = await runLoad({ kind: "closed", stream, origin, connections: CONNECTIONS, warmUpSeconds: 0, seconds: limit, seed });
  refusedOf(load.streams, 0);
  return load;
}
