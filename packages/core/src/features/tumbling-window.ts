import { addToPane, emptyPaneRing, oldestPane, type PaneRing, paneSum } from "../pane-ring.ts";

/**
 * Sums over windows [k x windowMs, (k + 1) x windowMs) of event time. A window is reported once: by `advance` when the watermark reaches
 * its end, or by `add` when a newer event pushes it out of the ring, which happens only to windows that `allowedLatenessMs` has already passed.
 * A window whose sum is 0 is not reported.
 */
export interface TumblingWindow extends PaneRing {
  /** Windows below this one were reported; an event for one of them is late. */
  nextPane: number;
}

export interface ClosedWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly sum: number;
}

const NONE: readonly ClosedWindow[] = [];

export function tumblingWindow(settings: { readonly windowMs: number; readonly allowedLatenessMs: number }) {
  const { windowMs, allowedLatenessMs } = settings;
  if (!(windowMs > 0)) throw new RangeError(`windowMs must be positive, not ${windowMs}`);
  const ringPanes = Math.ceil(allowedLatenessMs / windowMs) + 1;

  const closeBelow = (state: TumblingWindow, pane: number): readonly ClosedWindow[] => {
    if (pane <= state.nextPane) return NONE;
    const closed: ClosedWindow[] = [];
    for (let k = Math.max(state.nextPane, oldestPane(state)); k < Math.min(pane, state.newestPane + 1); k++) {
      const sum = paneSum(state, k);
      if (sum !== 0) closed.push({ startMs: k * windowMs, endMs: (k + 1) * windowMs, sum });
    }
    state.nextPane = pane;
    return closed;
  };

  return {
    init: (): TumblingWindow => ({ ...emptyPaneRing(ringPanes), nextPane: 0 }),
    /** Changes `state` in place and answers the windows that left the ring, oldest first; a late event is counted in `state.late`. */
    add: (state: TumblingWindow, atMs: number, value: number): readonly ClosedWindow[] => {
      const pane = Math.floor(atMs / windowMs);
      if (pane < state.nextPane) {
        state.late += 1;
        return NONE;
      }
      const pushedOut = closeBelow(state, pane - ringPanes + 1);
      addToPane(state, pane, value);
      return pushedOut;
    },
    /** The windows that end at or before the watermark and were not reported yet, oldest first. */
    advance: (state: TumblingWindow, watermarkMs: number): readonly ClosedWindow[] => closeBelow(state, Math.floor(watermarkMs / windowMs)),
    /** Sum so far of the window that contains `nowMs`, reported or not; 0 when it has left the ring. */
    read: (state: TumblingWindow, nowMs: number): number => paneSum(state, Math.floor(nowMs / windowMs)),
  };
}
