import type { RateLimits } from "@attune/core/ports/rate-limits";
import { LeasedLimit } from "./leased-limit.ts";
import type { RedisLink } from "./redis-link.ts";
import { RedisPatience } from "./redis-patience.ts";
import { takeUnitsScript } from "./take-units-script.ts";

export interface RedisRateLimitsOptions {
  /** Measures what passes here, and may begin anywhere. */
  readonly nowMs?: () => number;
  /** How long a request waits for Redis before this process decides alone. */
  readonly patienceMs?: number;
}

/**
 * Limits that all api processes of one Redis share. Redis's time counts, never a process's. The connection stays the caller's, and must not have patience.
 */
export function redisRateLimits(
  redis: RedisLink,
  { nowMs = () => performance.now(), patienceMs }: RedisRateLimitsOptions = {},
): RateLimits {
  const take = takeUnitsScript(redis);
  const patience = new RedisPatience(nowMs, patienceMs);
  const limits = new Map<string, LeasedLimit>();
  return {
    take(request) {
      let limit = limits.get(request.key);
      if (limit === undefined) {
        limit = new LeasedLimit(take, patience);
        limits.set(request.key, limit);
      }
      return limit.take(request, nowMs());
    },
  };
}
