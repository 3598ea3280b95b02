import type { ImpressionRecord } from "@attune/core/events/lane-record";
import { laneOf } from "@attune/core/identity/subject-alias";
import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";

export interface ImpressionAppenderOptions {
  readonly log: Log;
  readonly codec: RecordCodec;
  readonly clock: Clock;
  /** Impressions that wait; what comes beyond is dropped and counted, since nobody may wait for them. */
  readonly capacity: number;
  readonly onDropped: (count: number) => void;
  /** Told of every impression how long after its list was shown it became durable. */
  readonly onAppended: (afterMs: number) => void;
}

const BATCH = 200;

/** Appends what was shown, behind the answer's back: one append at a time, taking whatever has gathered meanwhile. */
export class ImpressionAppender {
  readonly #options: ImpressionAppenderOptions;
  #waiting: ImpressionRecord[] = [];
  #appending: readonly ImpressionRecord[] = [];
  #working: Promise<void> | undefined;

  constructor(options: ImpressionAppenderOptions) {
    this.#options = options;
  }

  add(impression: ImpressionRecord): void {
    if (this.#waiting.length >= this.#options.capacity) {
      this.#options.onDropped(1);
      return;
    }
    this.#waiting.push(impression);
    this.#begin();
  }

  #begin(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // What came between the last look and now.
      if (this.#waiting.length > 0) this.#begin();
    });
  }

  /** What waits or is being appended, against what may wait. */
  get queue(): { readonly length: number; readonly limit: number; readonly oldestMs: number } {
    const oldest = this.#appending[0] ?? this.#waiting[0];
    const { capacity, clock } = this.#options;
    return {
      length: this.#appending.length + this.#waiting.length,
      limit: capacity,
      oldestMs: oldest === undefined ? 0 : Math.max(0, clock() - oldest.acceptedAtMs),
    };
  }

  /** Resolves when nothing is waiting. */
  async drain(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    // The answer that brought this impression is written first.
    await new Promise(setImmediate);
    const { log, codec, clock, onDropped, onAppended } = this.#options;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      this.#appending = batch;
      try {
        const timestampMs = clock();
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
        this.#appending = [];
      }
    }
  }
}
