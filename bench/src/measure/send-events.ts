import type { LoadOutcome, RequestStream } from "../load/load-plan.ts";
import { runLoad } from "../load/run-load.ts";
import { SENT_AGAIN } from "../load/sent-again.ts";
import { refusedOf } from "./refused-of.ts";
import type { Session } from "./session.ts";

export const PER_BATCH = 500;
export const CONNECTIONS = 8;
export const FOLD_LIMIT_SECONDS = 300;
export const SINGLE_EVENTS = "single events";

export function eventStream({ platform }: Session, bodies: readonly string[]): RequestStream {
  return { name: "events", path: "/v1/events", headers: platform.headers, bodies, draw: "once", markers: [] };
}

/** As long as the api's Retry-After says. */
const AGAIN_AFTER_MS = 1_000;

/**
 * Sends the bodies until they are used up, or for the session's seconds when they are single events. What the platform refuses for now comes again, like from
 * any sender that wants its events kept; that is part of how fast it takes them. Throws when anything else goes wrong.
 */
export async function sendEvents(
  { platform, seed, seconds }: Session,
  stream: RequestStream,
  origin = platform.origin,
): Promise<LoadOutcome> {
  const limit = stream.name === SINGLE_EVENTS ? seconds : 120;
  const load = await runLoad({
    kind: "closed",
    stream,
    origin,
    connections: CONNECTIONS,
    againAfterMs: AGAIN_AFTER_MS,
    warmUpSeconds: 0,
    seconds: limit,
    seed,
  });
  const lasting = load.streams.map((stream) => ({
    ...stream,
    failures: Object.fromEntries(Object.entries(stream.failures).filter(([status]) => !SENT_AGAIN.has(Number(status)))),
  }));
  refusedOf(lasting, 0);
  return load;
}

/** Events of the batches that were acknowledged. */
export function sentInBatches({ streams }: LoadOutcome): number {
  return streams.reduce((sum, { answered }) => sum + answered, 0) * PER_BATCH;
}
