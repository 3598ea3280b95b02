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

/** Of requests: more refusals than that are another figure than the one that was asked for. */
const TOLERATED = 0.05;

/** Sends the bodies until they are used up, or for the session's seconds when they are single events. Throws when more than a few are refused. */
export async function sendEvents(
  { platform, seed, seconds }: Session,
  stream: RequestStream,
  origin = platform.origin,
): Promise<LoadOutcome> {
  const limit = stream.name === SINGLE_EVENTS ? seconds : 120;
  const load = await runLoad({ kind: "closed", stream, origin, connections: CONNECTIONS, warmUpSeconds: 0, seconds: limit, seed });
  refusedOf(load.streams, TOLERATED);
  return load;
}

/** Events of the batches that were acknowledged. */
export function sentInBatches({ streams }: LoadOutcome): number {
  return streams.reduce((sum, { answered }) => sum + answered, 0) * PER_BATCH;
}
