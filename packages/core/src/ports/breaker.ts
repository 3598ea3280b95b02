export const BREAKER_STATES = ["closed", "half-open", "open"] as const;
/** Closed: the store is asked. Open: it kept failing and is left alone for a moment. Half-open: one caller tries whether it is back. */
export type BreakerState = (typeof BREAKER_STATES)[number];

export interface BreakerReading {
  readonly store: string;
  readonly state: BreakerState;
}

/** Thrown at once instead of asking a store that is left alone. */
export class StoreResting extends Error {
  override readonly name = "StoreResting";

  constructor(store: string, options?: ErrorOptions) {
    super(`${store} kept failing and is left alone for a moment`, options);
  }
}
