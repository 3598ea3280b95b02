import type { ApiRequest } from "./api-request.ts";
import { AttuneError } from "./attune-error.ts";
import { envelope, nextBatch, type RefusedEvent, refusedBy, refusedIn } from "./event-batch.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { QueuedEvent, storedEvents } from "./stored-events.ts";

export interface FlushReport {
  /** Durable at Attune, including what it knew already. */
  readonly delivered: number;
  readonly refused: readonly RefusedEvent[];
  /** Events tracked before the call that are still waiting: only after a timeout. */
  readonly pending: number;
}

export interface DroppedEvents {
  readonly eventIds: readonly string[];
  readonly reason: "queue_full" | "withdrawn" | "closed";
  /** Since the client was made. */
  readonly droppedTotal: number;
}

export interface EventQueueSettings {
  readonly request: ApiRequest;
  readonly stored: ReturnType<typeof storedEvents>;
  readonly flushIntervalMs: number;
  readonly maxBatch: number;
  readonly maxQueue: number;
  readonly random: () => number;
  readonly onDrop: (dropped: DroppedEvents) => void;
  readonly onRefused: (refused: readonly RefusedEvent[]) => void;
  readonly onError: (error: AttuneError) => void;
}

interface Flush {
  readonly upTo: number;
  delivered: number;
  readonly refused: RefusedEvent[];
  readonly done: () => void;
}

/** Under the 64 KB that browsers grant a page's last requests. */
const MAX_EXIT_BYTES = 60_000;

/**
 * Tracked events on their way: one batch in flight at a time and never out of order, repeated with the same ids until Attune has answered
 * for each. Bounded: when full, the oldest event that is not in flight gives way, since the newest say most about now.
 */
export class EventQueue {
  readonly #settings: EventQueueSettings;
  /** Oldest first. Events keep their place while in flight, so a failure changes nothing. */
  readonly #waiting: (QueuedEvent & { readonly place: number })[] = [];
  readonly #flushes = new Set<Flush>();
  #inFlight = 0;
  #nextPlace = 0;
  #batchLimit: number;
  #attempt = 0;
  #dropped = 0;
  #draining = false;
  #closed = false;
  /** Whether storage holds events that are waiting. */
  #stored = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: EventQueueSettings) {
    this.#settings = settings;
    this.#batchLimit = settings.maxBatch;
    for (const event of settings.stored.load()) this.add(event);
    this.#stored = this.#waiting.length > 0;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(event: QueuedEvent): void {
    if (this.#closed) {
      this.#drop([event], "closed");
      return;
    }
    const { maxQueue, maxBatch, flushIntervalMs } = this.#settings;
    if (this.#waiting.length >= maxQueue) {
      if (this.#inFlight >= this.#waiting.length) {
        this.#drop([event], "queue_full");
        return;
      }
      this.#remove(this.#waiting.slice(this.#inFlight, this.#inFlight + 1), "queue_full");
    }
    this.#waiting.push({ ...event, place: this.#nextPlace++ });
    if (this.#draining) return;
    if (this.#waiting.length >= maxBatch) this.drain();
    else this.#timer ??= setTimeout(() => this.drain(), flushIntervalMs);
  }

  /** Starts sending now. A backoff that is under way is waited for: Retry-After is not ours to shorten. */
  drain(): void {
    if (this.#draining || this.#waiting.length === 0) return;
    this.#draining = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#sendNext();
  }

  /** Resolves when Attune has answered for every event tracked so far, or after `timeoutMs`. Never rejects. */
  flush(timeoutMs: number): Promise<FlushReport> {
    return new Promise((resolve) => {
      const flush: Flush = {
        upTo: this.#nextPlace,
        delivered: 0,
        refused: [],
        done: () => {
          clearTimeout(timer);
          this.#flushes.delete(flush);
          const pending = this.#waiting.filter((event) => event.place < flush.upTo).length;
          resolve({ delivered: flush.delivered, refused: flush.refused, pending });
        },
      };
      const timer = setTimeout(flush.done, timeoutMs);
      this.#flushes.add(flush);
      this.#endFlushes();
      this.drain();
    });
  }

  /** Sends what fits into a page's last requests, without waiting; what is not confirmed stays queued, and stored where there is storage. */
  sendOnExit(): void {
    let bytes = 0;
    const last = this.#waiting.filter((event) => {
      bytes += event.bytes + 1;
      return bytes <= MAX_EXIT_BYTES;
    });
    this.#store();
    for (let from = 0; from < last.length; from += this.#batchLimit) {
      const batch = last.slice(from, from + this.#batchLimit);
      this.#settings.request("v1/events", envelope(batch), { keepalive: true }).then(
        (answer) => this.#settle(batch, refusedIn(batch, answer)),
        // The page may live on (it went into the back/forward cache): the ordinary way repeats them.
        (error: AttuneError) => this.#settings.onError(error),
      );
    }
  }

  /** For an event that the person does not permit any more. */
  refuse(event: QueuedEvent): void {
    this.#drop([event], "withdrawn");
  }

  /** Forgets what has not been sent. */
  discard(): void {
    this.#remove(this.#waiting.slice(this.#inFlight), "withdrawn");
    this.#settings.stored.save([]);
    this.#stored = false;
  }

  async close(timeoutMs: number): Promise<FlushReport> {
    const report = await this.flush(timeoutMs);
    clearTimeout(this.#timer);
    const kept = this.#store();
    this.#closed = true;
    if (!kept) this.#remove([...this.#waiting], "closed");
    return report;
  }

  async #sendNext(): Promise<void> {
    const batch = nextBatch(this.#waiting, this.#batchLimit);
    this.#inFlight = batch.length;
    const answer = await this.#settings.request("v1/events", envelope(batch)).catch((error: AttuneError) => error);
    if (answer instanceof AttuneError) {
      this.#continue(this.#waitAfter(answer, batch));
      return;
    }
    this.#attempt = 0;
    this.#batchLimit = Math.min(this.#settings.maxBatch, this.#batchLimit * 2);
    this.#settle(batch, refusedIn(batch, answer));
    this.#continue(0);
  }

  /** What a failure means: milliseconds to wait before the next batch. */
  #waitAfter(error: AttuneError, batch: readonly QueuedEvent[]): number {
    this.#settings.onError(error);
    if (error.retryable) {
      this.#store();
      return retryDelayMs(this.#attempt++, error.retryAfterMs, this.#settings.random());
    }
    this.#attempt = 0;
    if (error.status === 413 && batch.length > 1) this.#batchLimit = Math.ceil(batch.length / 2);
    else this.#settle(batch, refusedBy(error, batch));
    return 0;
  }

  #continue(waitMs: number): void {
    this.#inFlight = 0;
    if (this.#waiting.length === 0 || this.#closed) this.#draining = false;
    else if (waitMs === 0) void this.#sendNext();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#draining = false;
        this.drain();
      }, waitMs);
  }

  #settle(batch: readonly QueuedEvent[], refused: readonly RefusedEvent[]): void {
    const refusedIds = new Set(refused.map((event) => event.eventId));
    const settled = this.#take(batch);
    for (const flush of this.#flushes) {
      const mine = settled.filter((event) => event.place < flush.upTo);
      const mineIds = new Set(mine.map((event) => event.eventId));
      flush.delivered += mine.filter((event) => !refusedIds.has(event.eventId)).length;
      flush.refused.push(...refused.filter((event) => mineIds.has(event.eventId)));
    }
    if (this.#stored && !this.#closed) this.#store();
    if (refused.length > 0) this.#settings.onRefused(refused);
    this.#endFlushes();
  }

  /** False when there is nowhere to keep what waits. */
  #store(): boolean {
    const kept = this.#settings.stored.save(this.#waiting);
    this.#stored = kept && this.#waiting.length > 0;
    return kept;
  }

  #remove(events: readonly QueuedEvent[], reason: DroppedEvents["reason"]): void {
    this.#take(events);
    this.#drop(events, reason);
    this.#endFlushes();
  }

  /** Events may have been settled already, by the page's last requests. */
  #take(events: readonly QueuedEvent[]): { readonly eventId: string; readonly place: number }[] {
    const ids = new Set(events.map((event) => event.eventId));
    const taken = this.#waiting.filter((event) => ids.has(event.eventId));
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((event) => !ids.has(event.eventId)));
    return taken;
  }

  #drop(events: readonly QueuedEvent[], reason: DroppedEvents["reason"]): void {
    if (events.length === 0) return;
    this.#dropped += events.length;
    this.#settings.onDrop({ eventIds: events.map((event) => event.eventId), reason, droppedTotal: this.#dropped });
  }

  #endFlushes(): void {
    const first = this.#waiting[0]?.place ?? Number.POSITIVE_INFINITY;
    for (const flush of this.#flushes) if (flush.upTo <= first) flush.done();
  }
}
