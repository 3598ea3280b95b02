import type { LivePoint } from "@attune/core/live/schema";

/** What the page shows: the last two minutes, one point per second at most, oldest first. */
export const WINDOW_SECONDS = 120;

/** Adds what came in: a point that is there already (a reconnect repeats some) and one that left the window are dropped. */
export function extendWindow(window: readonly LivePoint[], incoming: readonly LivePoint[]): readonly LivePoint[] {
  const newest = window.at(-1)?.id ?? Number.NEGATIVE_INFINITY;
  const added = incoming.filter((point, i) => point.id > (incoming[i - 1]?.id ?? newest) && point.id > newest);
  if (added.length === 0) return window;
  const from = (added.at(-1)?.id ?? 0) - WINDOW_SECONDS;
  return [...window, ...added].filter((point) => point.id > from);
}

/** One row per second of the window, `undefined` where no point came: a gap is drawn as a gap. */
export function everySecond(window: readonly LivePoint[]): readonly { readonly id: number; readonly point: LivePoint | undefined }[] {
  const last = window.at(-1)?.id;
  if (last === undefined) return [];
  const byId = new Map(window.map((point) => [point.id, point]));
  return Array.from({ length: WINDOW_SECONDS }, (_, i) => {
    const id = last - WINDOW_SECONDS + 1 + i;
    return { id, point: byId.get(id) };
  });
}

/** The newest value that is known within the last `seconds`; `null` when there is none. */
export function latestKnown(window: readonly LivePoint[], read: (point: LivePoint) => number | null, seconds = 10): number | null {
  const last = window.at(-1)?.id ?? 0;
  for (const point of window.toReversed()) {
    if (point.id <= last - seconds) return null;
    const value = read(point);
    if (value !== null) return value;
  }
  return null;
}
