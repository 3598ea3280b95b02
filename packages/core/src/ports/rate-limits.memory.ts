import { takeUnits } from "../limits/take-units.ts";
import type { Clock } from "./clock.ts";
import type { RateLimits } from "./rate-limits.ts";

/** The limits' meaning, and all that a process needs which shares them with nobody. One number per key that was used, and keys are tenants. */
export function memoryRateLimits(clock: Clock): RateLimits {
  const arrivalsMs = new Map<string, number>();
  return {
    take(request) {
      const { arrivalMs, decision } = takeUnits(arrivalsMs.get(request.key) ?? 0, request, clock());
      arrivalsMs.set(request.key, arrivalMs);
      return decision;
    },
  };
}
