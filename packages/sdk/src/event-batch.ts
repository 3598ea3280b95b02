import type { EventResult } from "./api-types.ts";
import type { AttuneError } from "./attune-error.ts";
import type { QueuedEvent } from "./stored-events.ts";

/** An event that Attune answered but did not take; repeating it would not help. */
export interface RefusedEvent {
  readonly eventId: string;
  /** `suppressed`: the person permits no such event. */
  readonly status: "suppressed" | "rejected";
  readonly code: string;
  readonly message: string;
}

/** Under the API's 1 MB, with room for the envelope. */
const MAX_BATCH_BYTES = 900_000;
/** The oldest events that fit into one request: one at least, `limit` at most. */
export function nextBatch(waiting: readonly QueuedEvent[], limit: number): QueuedEvent[] {
  let bytes = 0;
  const fits = waiting.slice(0, limit).findIndex((event) => {
    bytes += event.bytes + 1;
    return bytes > MAX_BATCH_BYTES;
  });
  return waiting.slice(0, fits === -1 ? limit : Math.max(1, fits));
}

export function envelope(batch: readonly QueuedEvent[]): string {
  return `{"events":[${batch.map((event) => event.json).join(",")}]}`;
}

/** A duplicate was delivered before, which is what a repeated batch hopes to hear. */
export function refusedIn(batch: readonly QueuedEvent[], answer: unknown): RefusedEvent[] {
  const results = ((answer as { results?: unknown } | null)?.results ?? []) as EventResult[];
  return results.flatMap(({ index, status, code, message }) => {
    const event = batch[index];
    return event === undefined || status === "duplicate" ? [] : [{ eventId: event.eventId, status, code, message }];
  });
}

export function refusedBy(error: AttuneError, batch: readonly QueuedEvent[]): RefusedEvent[] {
  return batch.map(({ eventId }, i) => {
    const own = error.errors.find(({ path }) => path === `events[${i}]` || path.startsWith(`events[${i}].`));
    return { eventId, status: "rejected", code: error.code, message: own?.message ?? error.message };
  });
}
