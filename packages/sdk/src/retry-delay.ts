const FIRST_MS = 200;
const LONGEST_MS = 30_000;
const LONGEST_ASKED_MS = 3_600_000;

/**
 * How long to wait before trying again: exponential backoff with full jitter (`chance` is uniform in [0, 1)). A Retry-After is a minimum;
 * the jitter comes on top, so that clients that were refused together do not return together.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, chance: number): number {
  const jitterMs = chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.min(retryAfterMs ?? 0, LONGEST_ASKED_MS) + jitterMs;
}

/** Milliseconds that a Retry-After header (seconds or HTTP date) asks for; undefined when absent or malformed. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
