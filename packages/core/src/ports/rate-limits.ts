import type { RateDecision, RateRequest } from "../limits/schema.ts";

/**
 * How much a tenant may still ask for, together at all api processes that share the limits. In any stretch of time no more than `burst` and `perSecond`
 * times the stretch are admitted; what is refused does not count.
 */
export interface RateLimits {
  /** At once where this process can tell, else within a few milliseconds. Never rejects: whoever knows what the others took may be away, and then what this process took decides. */
  take(request: RateRequest): RateDecision | Promise<RateDecision>;
}
