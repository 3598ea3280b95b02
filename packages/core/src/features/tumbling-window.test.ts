import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disordered, inEventOrder, type TimedEvent } from "./disorder.fixture.ts";
import { type ClosedWindow, tumblingWindow } from "./tumbling-window.ts";

describe("windows of one second, half a second of lateness", () => {
  const second = tumblingWindow({ windowMs: 1000, allowedLatenessMs: 500 });

  test("sums the window that contains now, late events included", () => {
    const state = second.init();
    for (const atMs of [5100, 6100, 5900, 6200]) second.add(state, atMs, 1);
    expect(second.read(state, 5999)).toBe(2);
    expect(second.read(state, 6000)).toBe(2);
    expect(second.read(state, 7000)).toBe(0);
    expect(state.late).toBe(0);
  });

  test("reports a window once, when the watermark reaches its end", () => {
    const state = second.init();
    second.add(state, 5100, 2);
    expect(second.advance(state, 5999)).toEqual([]);
    expect(second.advance(state, 6000)).toEqual([{ startMs: 5000, endMs: 6000, sum: 2 }]);
    expect(second.advance(state, 9000)).toEqual([]);
  });

  test("an event for a reported window is late", () => {
    const state = second.init();
    second.add(state, 5100, 2);
    second.advance(state, 6000);
    expect(second.add(state, 5200, 1)).toEqual([]);
    expect(state.late).toBe(1);
    expect(second.read(state, 5200)).toBe(2);
  });

  test("a newer event pushes out what nobody closed, empty windows left out", () => {
    const state = second.init();
    second.add(state, 5100, 2);
    second.add(state, 6100, 3);
    expect(second.add(state, 60_000, 1)).toEqual([
      { startMs: 5000, endMs: 6000, sum: 2 },
      { startMs: 6000, endMs: 7000, sum: 3 },
    ]);
  });
});

const latenessMs = 2500;
const window = tumblingWindow({ windowMs: 1000, allowedLatenessMs: latenessMs });

/** Folds as a worker does: the watermark follows the newest event, and a last tick closes what is left. */
function closedBy(events: readonly TimedEvent[]): { closed: ClosedWindow[]; late: number } {
  const state = window.init();
  const closed: ClosedWindow[] = [];
  let newestMs = 0;
  for (const { atMs, value } of events) {
    closed.push(...window.add(state, atMs, value));
    newestMs = Math.max(newestMs, atMs);
    closed.push(...window.advance(state, newestMs - latenessMs));
  }
  closed.push(...window.advance(state, Number.MAX_SAFE_INTEGER));
  return { closed, late: state.late };
}

test("within the allowed lateness the reported windows are those of a list of all events, each once and in order", () => {
  fc.assert(
    fc.property(disordered({ spanMs: 15_000, latenessMs, maxEvents: 60 }), (events) => {
      const sums = new Map<number, number>();
      for (const { atMs, value } of inEventOrder(events)) {
        const startMs = Math.floor(atMs / 1000) * 1000;
        sums.set(startMs, (sums.get(startMs) ?? 0) + value);
      }
      const naive = [...sums].map(([startMs, sum]) => ({ startMs, endMs: startMs + 1000, sum }));
      expect(closedBy(events)).toEqual({ closed: naive, late: 0 });
    }),
  );
});

test("under any disorder every event is either in exactly one reported window or counted as late", () => {
  fc.assert(
    fc.property(disordered({ spanMs: 15_000, latenessMs: 15_000, maxEvents: 60 }), (events) => {
      const ones = events.map(({ atMs }) => ({ atMs, value: 1 }));
      const { closed, late } = closedBy(ones);
      expect(closed.reduce((sum, w) => sum + w.sum, 0) + late).toBe(events.length);
      expect(new Set(closed.map((w) => w.startMs)).size).toBe(closed.length);
    }),
  );
});
