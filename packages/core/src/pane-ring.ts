/**
 * A ring of sums over the newest panes of event time, for windows and rates; pane `p` covers [p x paneMs, (p + 1) x paneMs).
 * Every slot always belongs to one of the `sums.length` panes that end in `newestPane`, so no pane number is stored per slot.
 * Sums are exact, hence independent of order, for integers below 2^53; use fixed point where that matters.
 */
export interface PaneRing {
  /** Highest pane seen; -1 before anything was. */
  newestPane: number;
  readonly sums: number[];
  /** Additions that came when their pane had already left the ring. */
  late: number;
}

export function emptyPaneRing(panes: number): PaneRing {
  return { newestPane: -1, sums: new Array<number>(panes).fill(0), late: 0 };
}

function slot(ring: PaneRing, pane: number): number {
  const rest = pane % ring.sums.length;
  return rest < 0 ? rest + ring.sums.length : rest;
}

export function oldestPane(ring: PaneRing): number {
  return ring.newestPane - ring.sums.length + 1;
}

/** 0 for a pane outside the ring. */
export function paneSum(ring: PaneRing, pane: number): number {
  if (pane > ring.newestPane || pane < oldestPane(ring)) return 0;
  return ring.sums[slot(ring, pane)] ?? 0;
}

/** Sum of `firstPane` to `lastPane`, both included. Cost: one step per pane of the ring at most. */
export function paneRangeSum(ring: PaneRing, firstPane: number, lastPane: number): number {
  const last = Math.min(lastPane, ring.newestPane);
  let sum = 0;
  for (let pane = Math.max(firstPane, oldestPane(ring)); pane <= last; pane++) sum += ring.sums[slot(ring, pane)] ?? 0;
  return sum;
}

/** Makes `pane` the newest one unless a newer was seen; the panes that leave the ring are forgotten. */
export function advancePanes(ring: PaneRing, pane: number): void {
  if (pane <= ring.newestPane) return;
  for (let opened = Math.max(ring.newestPane + 1, pane - ring.sums.length + 1); opened <= pane; opened++) ring.sums[slot(ring, opened)] = 0;
  ring.newestPane = pane;
}

/** Changes the ring in place; false (and counted) when the pane has left it. */
export function addToPane(ring: PaneRing, pane: number, value: number): boolean {
  advancePanes(ring, pane);
  if (pane < oldestPane(ring)) {
    ring.late += 1;
    return false;
  }
  const index = slot(ring, pane);
  ring.sums[index] = (ring.sums[index] ?? 0) + value;
  return true;
}

/** Adds all of `other`, a ring of as many panes; what has left the joint ring is forgotten, as it would have been in one ring. */
export function mergePanes(ring: PaneRing, other: PaneRing): void {
  if (ring.sums.length !== other.sums.length)
    throw new RangeError(`cannot merge rings of ${ring.sums.length} and ${other.sums.length} panes`);
  advancePanes(ring, other.newestPane);
  for (let pane = Math.max(oldestPane(ring), oldestPane(other)); pane <= other.newestPane; pane++) {
    const index = slot(ring, pane);
    ring.sums[index] = (ring.sums[index] ?? 0) + paneSum(other, pane);
  }
  ring.late += other.late;
}
