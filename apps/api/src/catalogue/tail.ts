import type { Log, LogRecord, RunningSubscription } from "@attune/core/ports/log";
import type { TopicName } from "@attune/core/ports/topics";

export interface TailOptions {
  readonly log: Log;
  readonly topic: TopicName;
  /** `beginning` replays what is kept; `end` begins with what comes now. */
  readonly from: "beginning" | "end";
  /** Handles a batch in order. What it throws is reported and the tail begins again after the last batch that was handled. */
  readonly handle: (records: readonly LogRecord[]) => Promise<void> | void;
  readonly report: (problem: string) => void;
}

const RETRY_MS = 250;

/** Follows every partition of a topic for as long as the process lives, and knows how far it has come. */
export class Tail {
  readonly #options: TailOptions;
  readonly #next = new Map<number, number>();
  #endsAtStart: readonly (readonly [partition: number, end: number])[] | undefined;
  #running: RunningSubscription | undefined;
  #stopped = false;
  #waiting: { partition: number; offset: number; resolve: (passed: boolean) => void }[] = [];

  constructor(options: TailOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { log, topic, from } = this.#options;
    const bounds = await log.bounds(topic);
    for (const { partition, begin, end } of bounds) this.#next.set(partition, from === "beginning" ? begin : end);
    this.#endsAtStart = bounds.map(({ partition, end }) => [partition, end] as const);
    await this.#subscribe();
  }

  async #subscribe(): Promise<void> {
    const { log, topic, handle, report } = this.#options;
    this.#running = await log.subscribe({
      topic,
      maxBatchRecords: 1000,
      startOffset: async (partition) => this.#next.get(partition) ?? 0,
      handle: async ({ partition, records }) => {
        if (records.length > 0) await handle(records);
        const next = records.length === 0 ? (this.#next.get(partition) ?? 0) : (records.at(-1) as LogRecord).offset + 1;
        this.#next.set(partition, next);
        this.#wake();
        return next;
      },
    });
    this.#running.finished.catch((error: unknown) => {
      if (this.#stopped) return;
      report(`the tail of ${topic} ended and begins again: ${error instanceof Error ? error.message : String(error)}`);
      const again = () => void this.#subscribe().catch(() => setTimeout(again, RETRY_MS).unref());
      setTimeout(again, RETRY_MS).unref();
    });
  }

  /** Everything that was there at the start has been handled. */
  get caughtUp(): boolean {
    return this.#endsAtStart?.every(([partition, end]) => this.#passed(partition, end - 1)) ?? false;
  }

  /** Resolves with whether it is `caughtUp`, after at most `timeoutMs`. */
  async caughtUpWithin(timeoutMs: number): Promise<boolean> {
    await Promise.all((this.#endsAtStart ?? []).map(([partition, end]) => this.passed(partition, end - 1, timeoutMs)));
    return this.caughtUp;
  }

  /** Whether the record at `offset` was handled, waiting at most `timeoutMs` for it. */
  passed(partition: number, offset: number, timeoutMs: number): Promise<boolean> {
    if (this.#passed(partition, offset)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = { partition, offset, resolve };
      this.#waiting.push(waiter);
      setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs).unref();
    });
  }

  #passed(partition: number, offset: number): boolean {
    return (this.#next.get(partition) ?? 0) > offset;
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(({ partition, offset, resolve }) => {
      if (!this.#passed(partition, offset)) return true;
      resolve(true);
      return false;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running?.stop();
  }
}
