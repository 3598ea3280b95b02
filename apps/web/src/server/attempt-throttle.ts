/** Slows down guessing: at most `limit` attempts within `windowMs` under one name. Kept in memory, so it is this process's own. */
export interface AttemptThrottle {
  /** Counts an attempt before its outcome is known, so that many at once gain nothing; false when there were too many. */
  take(name: string): boolean;
  /** It was none to slow down: takes one off the count. */
  giveBack(name: string): void;
  /** Forgets what was counted under the name. */
  clear(name: string): void;
}

interface AttemptThrottleOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly nowMs: () => number;
}

/** Names are the caller's to choose: without a bound they would be a way to fill the memory. */
const MOST_NAMES = 10_000;

export function attemptThrottle({ limit, windowMs, nowMs }: AttemptThrottleOptions): AttemptThrottle {
  const attempts = new Map<string, readonly number[]>();
  const within = (name: string) => (attempts.get(name) ?? []).filter((atMs) => nowMs() - atMs < windowMs);
  return {
    take(name) {
      const recent = within(name);
      if (recent.length >= limit) return false;
      attempts.delete(name);
      attempts.set(name, [...recent, nowMs()]);
      // The name that was quiet for the longest goes first.
      if (attempts.size > MOST_NAMES) for (const oldest of attempts.keys()) return attempts.delete(oldest);
      return true;
    },
    giveBack(name) {
      attempts.set(name, within(name).slice(0, -1));
    },
    clear: (name) => void attempts.delete(name),
  };
}
