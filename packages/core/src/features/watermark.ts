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

/** One watermark for several sources: the lowest of the active ones, never going back. */
export interface CombinedWatermark {
  /** By source; null while it is idle. A source that has not spoken yet holds the others at 0. */
  readonly bySource: (number | null)[];
  combinedMs: number;
}

export function combinedWatermark(settings: { readonly sources: number }) {
  const refresh = (state: CombinedWatermark): void => {
    let lowest = Number.POSITIVE_INFINITY;
    for (const ms of state.bySource) if (ms !== null && ms < lowest) lowest = ms;
    // With every source idle nothing is known of the time, so it stands still.
    if (lowest !== Number.POSITIVE_INFINITY && lowest > state.combinedMs) state.combinedMs = lowest;
  };
  const set = (state: CombinedWatermark, source: number, ms: number | null): void => {
    if (!(source >= 0 && source < state.bySource.length)) throw new RangeError(`no source ${source} among ${state.bySource.length}`);
    state.bySource[source] = ms;
    refresh(state);
  };
  return {
    init: (): CombinedWatermark => ({ bySource: new Array<number | null>(settings.sources).fill(0), combinedMs: 0 }),
    /** A source that speaks is active again. Its own watermark does not go back either. */
    add: (state: CombinedWatermark, source: number, watermarkMs: number): void =>
      set(state, source, Math.max(watermarkMs, state.bySource[source] ?? 0)),
    /** Leaves a silent source out of the minimum. The decision belongs in the log, or results would depend on the reader's clock. */
    idle: (state: CombinedWatermark, source: number): void => set(state, source, null),
    read: (state: CombinedWatermark): number => state.combinedMs,
  };
}
