import type { RateDecision, RateRequest } from "./schema.ts";

/** Rounding of times that count from 1970 must not refuse the last unit of a burst. */
const ROUNDING_UNITS = 1e-6;

/** How a decision reads when the next unit of the key is due `usedMs` from now: after the request if it was admitted, else before it. */
export function rateDecision(
  { units, perSecond, burst }: Omit<RateRequest, "key">,
  usedMs: number,
  admitted: boolean,
  alone = false,
): RateDecision {
  const unitMs = 1000 / perSecond;
  return {
    admitted,
    limit: burst,
    remaining: Math.max(0, Math.floor(burst - usedMs / unitMs + ROUNDING_UNITS)),
    resetSeconds: Math.ceil(usedMs / 1000),
    retryAfterSeconds: admitted ? 0 : Math.max(1, Math.ceil((usedMs + (units - burst) * unitMs) / 1000)),
    alone,
  };
}
