/**
 * What a request does itself: the time since it began without that in which it waited for a hop. Waits that overlap count once. A request that
 * waits for several reads at a time works for none of it.
 */
export class RequestWork {
  readonly #startedMs: number;
  #waits = 0;
  #waitingSinceMs = 0;
  #waitedMs = 0;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  beginWait(nowMs: number): void {
    if (this.#waits === 0) this.#waitingSinceMs = nowMs;
    this.#waits += 1;
  }

  endWait(nowMs: number): void {
    this.#waits -= 1;
    if (this.#waits === 0) this.#waitedMs += nowMs - this.#waitingSinceMs;
  }

  ownMs(nowMs: number): number {
    const stillWaitingMs = this.#waits === 0 ? 0 : nowMs - this.#waitingSinceMs;
    return nowMs - this.#startedMs - this.#waitedMs - stillWaitingMs;
  }
}
