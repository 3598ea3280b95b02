/** What a limit says after a request: `remaining` units at this moment, all of them again after `resetSeconds`. */
export interface RateDecision {
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly retryAfterSeconds: number;
}

/**
 * Generic cell rate algorithm (ITU-T I.371): one number per key, the theoretical arrival time of the next unit. Admits `perSecond` units a second on
 * the average and `burst` at once. What is refused does not count. Memory: one entry per key that was used, and keys are tenants.
 */
export class RateLimiter {
  readonly #arrivalMs = new Map<string, number>();

  take(key: string, units: number, perSecond: number, burst: number, nowMs: number): RateDecision {
    const unitMs = 1000 / perSecond;
    const arrival = Math.max(this.#arrivalMs.get(key) ?? 0, nowMs);
    const next = arrival + units * unitMs;
    const aheadMs = next - nowMs - burst * unitMs;
    const admitted = aheadMs <= 1e-6;
    if (admitted) this.#arrivalMs.set(key, next);
    const usedMs = (admitted ? next : arrival) - nowMs;
    return {
      admitted,
      limit: burst,
      remaining: Math.max(0, Math.floor(burst - usedMs / unitMs + 1e-6)),
      resetSeconds: Math.ceil(usedMs / 1000),
      retryAfterSeconds: admitted ? 0 : Math.max(1, Math.ceil(aheadMs / 1000)),
    };
  }
}
