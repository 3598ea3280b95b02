/** A request waits so long for what others counted. */
const PATIENCE_MS = 5;
/** After that nobody waits for a while; a Redis that is back is asked again then. */
const QUIET_MS = 250;

/** How long requests wait for a Redis that is slow or away: a few milliseconds once, then not at all for a moment. */
export class RedisPatience {
  readonly nowMs: () => number;
  readonly #patienceMs: number;
  #overUntilMs = 0;

  constructor(nowMs: () => number, patienceMs = PATIENCE_MS) {
    this.nowMs = nowMs;
    this.#patienceMs = patienceMs;
  }

  isOver(nowMs: number): boolean {
    return nowMs < this.#overUntilMs;
  }

  /** The answer, or undefined when it does not come in time or not at all. */
  async within<T>(answer: Promise<T>): Promise<T | undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // An answer that lies in the socket already, while this process was busy itself, is read before patience is over.
    const timer = setTimeout(() => setImmediate(resolve), this.#patienceMs);
    try {
      const first = await Promise.race([answer.catch(() => undefined), promise.then(() => undefined)]);
      if (first === undefined) this.#overUntilMs = this.nowMs() + QUIET_MS;
      return first;
    } finally {
      clearTimeout(timer);
    }
  }
}
