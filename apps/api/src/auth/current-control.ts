import type { ApiKeyControl, ControlSnapshot, ControlSource } from "@attune/core/ports/control";

const EMPTY: ControlSnapshot = { version: -1, tenants: new Map(), apiKeys: new Map() };

/**
 * The control plane as of at most `pollMs` ago: keys, limits, placements. A revocation takes effect with the next poll. While the source is away the
 * last known snapshot goes on being used.
 */
export class CurrentControl {
  readonly #source: ControlSource;
  readonly #pollMs: number;
  readonly #report: (problem: string) => void;
  #snapshot = EMPTY;
  #underWay: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastMissMs = 0;

  constructor(options: { source: ControlSource; pollMs: number; report: (problem: string) => void }) {
    this.#source = options.source;
    this.#pollMs = options.pollMs;
    this.#report = options.report;
  }

  get snapshot(): ControlSnapshot {
    return this.#snapshot;
  }

  get ready(): boolean {
    return this.#snapshot !== EMPTY;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh(), this.#pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  refresh(): Promise<void> {
    this.#underWay ??= this.#load().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** A key that is not known may have been made this moment: asks the source, at most every 250 ms for all callers together. */
  async keyMadeJustNow(id: string, nowMs: number): Promise<ApiKeyControl | undefined> {
    if (nowMs - this.#lastMissMs >= 250) {
      this.#lastMissMs = nowMs;
      await this.refresh();
    }
    return this.#snapshot.apiKeys.get(id);
  }

  async #load(): Promise<void> {
    try {
      const loaded = await this.#source.load(this.ready ? this.#snapshot.version : undefined);
      if (loaded !== undefined) this.#snapshot = loaded;
    } catch (error) {
      this.#report(
        `control plane not read, serving version ${this.#snapshot.version}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
