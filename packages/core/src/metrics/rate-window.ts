import { addToPane, emptyPaneRing, mergePanes, type PaneRing, paneRangeSum } from "../pane-ring.ts";

/**
 * How much happened in each of the last seconds: rates, and ratios of two such windows. Windows of several processes add up by `merge`.
 * Only complete seconds are read, so a rate does not sag at the beginning of each one. One addition costs O(1), a read one step per second.
 */
export function rateWindow(settings: { readonly seconds: number }) {
  const { seconds } = settings;
  if (!(Number.isInteger(seconds) && seconds >= 1)) throw new RangeError(`seconds must be a positive whole number, not ${seconds}`);

  const total = (state: PaneRing, nowMs: number): number => {
    const second = Math.floor(nowMs / 1000);
    return paneRangeSum(state, second - seconds, second - 1);
  };

  return {
    init: (): PaneRing => emptyPaneRing(seconds + 1),
    /** Changes `state` in place; what is older than the window is counted in `state.late` only. */
    add: (state: PaneRing, atMs: number, amount: number): boolean => addToPane(state, Math.floor(atMs / 1000), amount),
    /** Per second, over the complete seconds before `nowMs`. */
    read: (state: PaneRing, nowMs: number): number => total(state, nowMs) / seconds,
    /** Sum over the same seconds. */
    total,
    /** Share of `part` in `whole` over the same seconds; null where there was no whole, which is not a share of 0. */
    ratio: (part: PaneRing, whole: PaneRing, nowMs: number): number | null => {
      const denominator = total(whole, nowMs);
      return denominator === 0 ? null : total(part, nowMs) / denominator;
    },
    merge: mergePanes,
  };
}
