/** A request waits so long for what others counted. */
const PATIENCE_MS = 5;
/** After that nobody waits for a while; a Redis that is back is asked again then. */
const QUIET_MS = 250;
/** One answer that is late means a busy machine, so many in a row a slow Redis. */
const LATE_IN_A_ROW = 3;

/** How long requests wait for a Redis that is slow or away: a few milliseconds a few times, then not at all for a moment. */
export class RedisPatience {
  readonly nowMs: () => number;
  readonly #patienceMs: number;
  #overUntilMs = 0;
  #late = 0;

  constructor(nowMs: () => number, patienceMs = PATIENCE_MS) {
    this.nowMs = nowMs;
    this.#patienceMs = patienceMs;
  }

  isOver(nowMs: number): boolean {
    return nowMs < this.#overUntilMs;
  }

  /** The answer, or undefined when it does not come in time or not at all. */
  async within<T>(answer: Promise<T>): Promise<T | undefined> {
    const late = Promise.withResolvers<void>();
    // An answer that lies in the socket already, while this process was busy itself, is read before patience is over.
    const timer = setTimeout(() => setImmediate(late.resolve), this.#patienceMs);
    try {
      const first = await Promise.race([answer.catch(() => this.#lose(LATE_IN_A_ROW)), late.promise.then(() => this.#lose(1))]);
      if (first !== undefined) this.#late = 0;
      return first;
    } finally {
      clearTimeout(timer);
    }
  }
  #lose(times: number): undefined {
    this.#late += times;
    if (this.#late >= LATE_IN_A_ROW) this.#overUntilMs = this.nowMs() + QUIET_MS;
  }
}
