import { addToPane, emptyPaneRing, mergePanes, type PaneRing, paneRangeSum } from "../pane-ring.ts";

/**
 * The sum over the last `windowMs` of event time, in steps of `paneMs`: at `nowMs` it covers the pane of now and the
 * windowMs / paneMs - 1 before it. Late events go to their own pane; the ring also covers `allowedLatenessMs`, so an event that is no later
 * than that is never lost and the sum does not depend on the order of arrival. No timers: what is old falls out on read.
 */
export interface SlidingWindowSettings {
  readonly windowMs: number;
  readonly paneMs: number;
  readonly allowedLatenessMs: number;
}

export function slidingWindow(settings: SlidingWindowSettings) {
  const { windowMs, paneMs, allowedLatenessMs } = settings;
  const windowPanes = windowMs / paneMs;
  if (!(paneMs > 0 && Number.isInteger(windowPanes) && windowPanes >= 1)) {
    throw new RangeError(`windowMs ${windowMs} must be a multiple of paneMs ${paneMs}`);
  }
  const ringPanes = windowPanes + Math.ceil(allowedLatenessMs / paneMs);

  return {
    init: (): PaneRing => emptyPaneRing(ringPanes),
    /** Changes `state` in place; false (and counted in `state.late`) when the event's pane has left the ring. */
    add: (state: PaneRing, atMs: number, value: number): boolean => addToPane(state, Math.floor(atMs / paneMs), value),
    /** Events after the pane of `nowMs` are left out. Cost: windowMs / paneMs additions. */
    read: (state: PaneRing, nowMs: number): number => {
      const pane = Math.floor(nowMs / paneMs);
      return paneRangeSum(state, pane - windowPanes + 1, pane);
    },
    merge: mergePanes,
  };
}
