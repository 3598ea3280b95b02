import type { Deed } from "./session.ts";

/** A deed as `POST /v1/events` takes it. */
export interface ShopEvent extends Deed {
  readonly eventId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly recommendationId?: string;
}
