import type { Log } from "@attune/core/ports/log";
import type { StateStore } from "@attune/core/ports/state-store";
import { UnfoldedAge } from "./unfolded-age.ts";

/**
 * How far folding is behind the log of events, per partition, as of at most `pollMs` ago. Above `bound` the api admits no more events: a queue that
 * only grows helps nobody. The worker's reports tell which tenants it is that are behind.
 */
export class FoldLag {
  readonly #log: Log;
  readonly #state: StateStore;
  readonly #bound: number;
  readonly #pollMs: number;
  readonly #report: (problem: string) => void;
  #lags: readonly number[] = [];
  readonly #ages = new Map<number, UnfoldedAge>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { log: Log; state: StateStore; bound: number; pollMs: number; report: (problem: string) => void }) {
    this.#log = options.log;
    this.#state = options.state;
    this.#bound = options.bound;
    this.#pollMs = options.pollMs;
    this.#report = options.report;
  }

  async start(): Promise<void> {
    await this.refresh();
    const again = () => {
      this.#timer = setTimeout(() => void this.refresh().finally(again), this.#pollMs).unref();
    };
    again();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      const bounds = await this.#log.bounds("events");
      this.#lags = await Promise.all(
        bounds.map(async ({ partition, begin, end }) => {
          const folded = Math.max(begin, await this.#state.offset({ lane: "users", partition }));
          this.#ageOf(partition).look(folded, end, performance.now());
          return end - folded;
        }),
      );
    } catch (error) {
      this.#report(`lag not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** By partition, in records. */
  get lags(): readonly number[] {
    return this.#lags;
  }

  /** All partitions together, against what may be unfolded, and how long the oldest record has been waiting. */
  get queue(): { readonly length: number; readonly limit: number; readonly oldestMs: number } {
    const nowMs = performance.now();
    return {
      length: this.#lags.reduce((sum, lag) => sum + lag, 0),
      limit: this.#bound * Math.max(1, this.#lags.length),
      oldestMs: Math.max(0, ...[...this.#ages.values()].map((age) => age.oldestMs(nowMs))),
    };
  }

  #ageOf(partition: number): UnfoldedAge {
    const age = this.#ages.get(partition) ?? new UnfoldedAge();
    this.#ages.set(partition, age);
    return age;
  }

  /** Whether events of a tenant with so many unfolded ones of its own may come in. */
  admits(ownLag: number | undefined): boolean {
    const worst = Math.max(0, ...this.#lags);
    // A tenant without a share in the queue is not made to wait for the others, until the queue is twice as long as it should be.
    return worst <= this.#bound || (ownLag !== undefined && ownLag * 4 < this.#bound && worst <= 2 * this.#bound);
  }
}
