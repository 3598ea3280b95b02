import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disordered, inEventOrder } from "./disorder.fixture.ts";
import { slidingWindow } from "./sliding-window.ts";

describe("a window of one second in panes of 250 ms", () => {
  const second = slidingWindow({ windowMs: 1000, paneMs: 250, allowedLatenessMs: 500 });
  const table = [
    { name: "an event of this pane", adds: [10_100], now: 10_100, expected: 1 },
    { name: "the oldest pane that still counts", adds: [10_100], now: 10_999, expected: 1 },
    { name: "a pane that has just left", adds: [10_100], now: 11_000, expected: 0 },
    { name: "an event after the pane of now", adds: [10_100, 10_600], now: 10_200, expected: 1 },
    { name: "a late event within the ring", adds: [11_000, 10_300], now: 11_000, expected: 2 },
    { name: "a jump over the whole ring", adds: [10_100, 99_000], now: 99_000, expected: 1 },
  ];
  for (const { name, adds, now, expected } of table) {
    test(`${name}: ${expected}`, () => {
      const state = second.init();
      for (const atMs of adds) second.add(state, atMs, 1);
      expect(second.read(state, now)).toBe(expected);
    });
  }

  test("counts an event beyond the ring as late and leaves the sums alone", () => {
    const state = second.init();
    second.add(state, 11_500, 1);
    expect(second.add(state, 9_999, 1)).toBe(false);
    expect(state.late).toBe(1);
    expect(second.read(state, 11_500)).toBe(1);
  });
});

test("reads what a list of all events in order of arrival says, under any disorder", () => {
  fc.assert(
    fc.property(
      disordered({ spanMs: 20_000, latenessMs: 10_000, maxEvents: 60 }),
      fc.constantFrom(
        { windowMs: 1000, paneMs: 100 },
        { windowMs: 2000, paneMs: 500 },
        { windowMs: 5000, paneMs: 250 },
        { windowMs: 5000, paneMs: 5000 },
      ),
      (events, { windowMs, paneMs }) => {
        const window = slidingWindow({ windowMs, paneMs, allowedLatenessMs: 0 });
        const state = window.init();
        const seen: typeof events = [];
        for (const event of events) {
          window.add(state, event.atMs, event.value);
          seen.push(event);
          const nowMs = Math.max(...seen.map((e) => e.atMs));
          const paneStartMs = Math.floor(nowMs / paneMs) * paneMs;
          const naive = seen.filter((e) => e.atMs >= paneStartMs + paneMs - windowMs).reduce((sum, e) => sum + e.value, 0);
          expect(window.read(state, nowMs)).toBe(naive);
        }
      },
    ),
  );
});

test("within the allowed lateness nothing is late, and every read back to the watermark is that of the events in order", () => {
  const latenessMs = 3000;
  const window = slidingWindow({ windowMs: 5000, paneMs: 500, allowedLatenessMs: latenessMs });
  fc.assert(
    fc.property(disordered({ spanMs: 20_000, latenessMs, maxEvents: 60 }), (events) => {
      const arrived = window.init();
      const ordered = window.init();
      for (const { atMs, value } of events) window.add(arrived, atMs, value);
      for (const { atMs, value } of inEventOrder(events)) window.add(ordered, atMs, value);
      expect(arrived).toEqual(ordered);
      expect(arrived.late).toBe(0);
      const maxMs = Math.max(...events.map((e) => e.atMs));
      const atWatermark = Math.max(0, maxMs - latenessMs);
      const paneEndMs = (Math.floor(atWatermark / 500) + 1) * 500;
      const naive = events.filter((e) => e.atMs >= paneEndMs - 5000 && e.atMs < paneEndMs).reduce((sum, e) => sum + e.value, 0);
      expect(window.read(arrived, atWatermark)).toBe(naive);
    }),
  );
});

test("refuses a window that panes do not fill", () => {
  expect(() => slidingWindow({ windowMs: 1000, paneMs: 300, allowedLatenessMs: 0 })).toThrow(RangeError);
});
