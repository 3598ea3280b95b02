import type { ImpressionRecord } from "@attune/core/events/lane-record";
import { laneOf } from "@attune/core/identity/subject-alias";
import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";

export interface ImpressionAppenderOptions {
  readonly log: Pick<Log, "append">;
  readonly codec: Pick<RecordCodec, "lane">;
  readonly clock: Clock;
  /** Impressions in hand, waiting or being appended; what comes beyond is dropped and counted, since nobody may wait for them. */
  readonly capacity: number;
  readonly onDropped: (count: number) => void;
  /** Told of every impression how long after its list was shown it became durable. */
  readonly onAppended: (afterMs: number) => void;
}

/**
 * Appends what was shown, behind the answer's back: together what one turn brought, and without waiting for the append before. The log takes calls in
 * order, so an impression lies before whatever its person does next: a click that came first in the lane would answer no list.
 */
export class ImpressionAppender {
  readonly #options: ImpressionAppenderOptions;
  #waiting: ImpressionRecord[] = [];
  readonly #appending = new Set<{ readonly batch: readonly ImpressionRecord[]; readonly done: Promise<void> }>();
  #inHand = 0;

  constructor(options: ImpressionAppenderOptions) {
    this.#options = options;
  }

  add(impression: ImpressionRecord): void {
    if (this.#inHand >= this.#options.capacity) {
      this.#options.onDropped(1);
      return;
    }
    this.#inHand += 1;
    // The answer that brought this impression is written first.
    if (this.#waiting.push(impression) === 1) setImmediate(() => this.#appendWaiting());
  }

  /** What waits or is being appended, against what may wait. */
  get queue(): { readonly length: number; readonly limit: number; readonly oldestMs: number } {
    const [first] = this.#appending;
    const oldest = first?.batch[0] ?? this.#waiting[0];
    const { capacity, clock } = this.#options;
    return { length: this.#inHand, limit: capacity, oldestMs: oldest === undefined ? 0 : Math.max(0, clock() - oldest.acceptedAtMs) };
  }

  /** Resolves when nothing is in hand. */
  async drain(): Promise<void> {
    this.#appendWaiting();
    while (this.#appending.size > 0) await Promise.all([...this.#appending].map(({ done }) => done));
  }

  #appendWaiting(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    const appending = { batch, done: this.#append(batch).finally(() => this.#appending.delete(appending)) };
    this.#appending.add(appending);
  }

  async #append(batch: readonly ImpressionRecord[]): Promise<void> {
    const { log, codec, clock, onDropped, onAppended } = this.#options;
    const timestampMs = clock();
    try {
      const appends = batch.map((impression) => {
        const { partition, key } = laneOf(impression.tenant, impression.subject);
        return { partition, key, value: codec.lane.encode(impression), timestampMs };
      });
      await log.append("events", appends);
      for (const { acceptedAtMs } of batch) onAppended(clock() - acceptedAtMs);
    } catch {
      // The list was shown all the same; what is lost is the chance to learn from it, and the counter says so.
      onDropped(batch.length);
    } finally {
      this.#inHand -= batch.length;
    }
  }
}
