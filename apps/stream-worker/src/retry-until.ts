import { setTimeout as pause } from "node:timers/promises";

const FIRST_MS = 250;
const MOST_MS = 10_000;

/** Thrown when waiting for something that is away was given up because the process ends. */
export class GivenUp extends Error {
  override readonly name = "GivenUp";
}

/** Does `work` until it succeeds, waiting longer and longer in between, at most 10 s; `report` hears of every failure. Throws `GivenUp` after `signal`. */
export async function retryUntil<T>(signal: AbortSignal, work: () => Promise<T>, report: (cause: unknown) => void): Promise<T> {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(MOST_MS, waitMs * 2)) {
    if (signal.aborted) throw new GivenUp();
    try {
      return await work();
    } catch (cause) {
      report(cause);
    }
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
