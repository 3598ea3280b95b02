import { rateDecision } from "./rate-decision.ts";
import type { RateDecision, RateRequest } from "./schema.ts";

/** Times since 1970 are exact to a quarter of a microsecond. */
const ROUNDING_MS = 1e-3;

/**
 * Generic cell rate algorithm (ITU-T I.371): one number per key, the theoretical arrival time of its next unit. Admits `perSecond` units a second on
 * the average and `burst` at once; what is refused does not count. An arrival further ahead than a whole burst (the limit was lowered, or the clock
 * went back) counts as one burst: nobody waits longer than for an empty one.
 */
export function takeUnits(
  arrivalMs: number,
  request: Omit<RateRequest, "key">,
  nowMs: number,
  alone = false,
): { readonly arrivalMs: number; readonly decision: RateDecision } {
  const unitMs = 1000 / request.perSecond;
  const latestMs = nowMs + request.burst * unitMs;
  const arrival = Math.min(Math.max(arrivalMs, nowMs), latestMs);
  const next = arrival + request.units * unitMs;
  const admitted = next <= latestMs + ROUNDING_MS;
  const after = admitted ? next : arrival;
  return { arrivalMs: after, decision: rateDecision(request, after - nowMs, admitted, alone) };
}
