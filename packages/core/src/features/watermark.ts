/**
 * How far event time has come in one source partition: max(time seen) - allowedLatenessMs. Events and the log's ticks both move it, and it
 * never goes back, so it is a function of the log. The caller clamps timestamps of the future first: one would close every window.
 */
export interface Watermark {
  /** 0 before anything was seen. */
  maxSeenMs: number;
}

export function watermark(settings: { readonly allowedLatenessMs: number }) {
  const { allowedLatenessMs } = settings;
  if (!(allowedLatenessMs >= 0)) throw new RangeError(`allowedLatenessMs must not be negative, but is ${allowedLatenessMs}`);
  return {
    init: (): Watermark => ({ maxSeenMs: 0 }),
    /** Changes `state` in place; `atMs` is an event's time or a tick's. */
    add: (state: Watermark, atMs: number): void => {
      if (atMs > state.maxSeenMs) state.maxSeenMs = atMs;
    },
    /** No event at or after this time has been ruled out yet; what is before it is late. */
    read: (state: Watermark): number => Math.max(0, state.maxSeenMs - allowedLatenessMs),
  };
}
