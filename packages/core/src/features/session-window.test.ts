import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disordered, inEventOrder, type TimedEvent } from "./disorder.fixture.ts";
import { type Session, sessionWindow } from "./session-window.ts";

const window = sessionWindow({ gapMs: 1000 });
const openAfter = (times: readonly number[]) => {
  const state = window.init();
  for (const atMs of times) window.add(state, atMs, 10, 0);
  return state;
};

describe("events at most a second apart are one session", () => {
  const table = [
    { name: "exactly the gap", times: [1000, 2000], expected: [[1000, 2000, 2]] },
    {
      name: "more than the gap",
      times: [1000, 2001],
      expected: [
        [1000, 1000, 1],
        [2001, 2001, 1],
      ],
    },
    { name: "a late event extends backwards", times: [2000, 1500], expected: [[1500, 2000, 2]] },
    { name: "a late event bridges two", times: [1000, 2800, 1900], expected: [[1000, 2800, 3]] },
    {
      name: "a late event stands alone between two",
      times: [1000, 5000, 3000],
      expected: [
        [1000, 1000, 1],
        [3000, 3000, 1],
        [5000, 5000, 1],
      ],
    },
  ];
  for (const { name, times, expected } of table) {
    test(name, () => {
      const { open } = openAfter(times);
      expect(open.map((s) => [s.startMs, s.lastMs, s.events])).toEqual(expected);
      for (const session of open) expect(session.dwellMs).toBe(session.events * 10);
    });
  }
});

test("closes when the watermark has passed the last event by more than the gap, once", () => {
  const state = openAfter([1000, 1500]);
  expect(window.advance(state, 2500)).toEqual([]);
  const [closed] = window.advance(state, 2501);
  expect(closed).toEqual({ startMs: 1000, lastMs: 1500, events: 2, dwellMs: 20 });
  expect((closed as Session).lastMs - (closed as Session).startMs).toBe(500);
  expect(window.advance(state, 9000)).toEqual([]);
});

test("the person's next event answers the session that the watermark closed meanwhile", () => {
  const state = openAfter([1000]);
  expect(window.add(state, 60_000, 5, 50_000)).toEqual([{ startMs: 1000, lastMs: 1000, events: 1, dwellMs: 10 }]);
  expect(window.read(state, 60_500)).toEqual({ startMs: 60_000, lastMs: 60_000, events: 1, dwellMs: 5 });
});

test("an event whose session would be closed already is late; one that touches an open session is not", () => {
  const state = openAfter([5000]);
  window.add(state, 1000, 10, 5500);
  expect(state.late).toBe(1);
  window.add(state, 4000, 10, 5500);
  expect(state).toEqual({ open: [{ startMs: 4000, lastMs: 5000, events: 2, dwellMs: 20 }], late: 1 });
});

test("reads the session of now: none after the gap, the newest while the clock is behind", () => {
  const state = openAfter([5000]);
  expect(window.read(state, 6000)?.startMs).toBe(5000);
  expect(window.read(state, 4000)?.startMs).toBe(5000);
  expect(window.read(state, 6001)).toBeUndefined();
  expect(window.read(window.init(), 0)).toBeUndefined();
});

const latenessMs = 4000;

function closedBy(events: readonly TimedEvent[]): { closed: Session[]; late: number } {
  const state = window.init();
  const closed: Session[] = [];
  let newestMs = 0;
  for (const { atMs, value } of events) {
    newestMs = Math.max(newestMs, atMs);
    closed.push(...window.add(state, atMs, value, newestMs - latenessMs));
  }
  closed.push(...window.advance(state, Number.MAX_SAFE_INTEGER));
  return { closed, late: state.late };
}

function splitAtGaps(events: readonly TimedEvent[]): Session[] {
  const sessions: Session[] = [];
  for (const { atMs, value } of inEventOrder(events)) {
    const last = sessions.at(-1);
    if (last !== undefined && atMs - last.lastMs <= 1000) {
      sessions[sessions.length - 1] = { ...last, lastMs: atMs, events: last.events + 1, dwellMs: last.dwellMs + value };
    } else {
      sessions.push({ startMs: atMs, lastMs: atMs, events: 1, dwellMs: value });
    }
  }
  return sessions;
}

test("within the allowed lateness the closed sessions are those of the events in order, each once and oldest first", () => {
  fc.assert(
    fc.property(disordered({ spanMs: 40_000, latenessMs, maxEvents: 60 }), (events) => {
      expect(closedBy(events)).toEqual({ closed: splitAtGaps(events), late: 0 });
    }),
  );
});

test("under any disorder no event is in two sessions, and none is lost without being counted", () => {
  fc.assert(
    fc.property(disordered({ spanMs: 40_000, latenessMs: 40_000, maxEvents: 60 }), (events) => {
      const { closed, late } = closedBy(events);
      expect(closed.reduce((sum, s) => sum + s.events, 0) + late).toBe(events.length);
    }),
  );
});

test("merging two people's open sessions is one person having done both", () => {
  fc.assert(
    fc.property(disordered({ spanMs: 20_000, latenessMs: 0, maxEvents: 30 }), fc.nat(30), (events, cut) => {
      const merged = openAfter(events.slice(0, cut).map((e) => e.atMs));
      window.merge(merged, openAfter(events.slice(cut).map((e) => e.atMs)));
      expect(merged).toEqual(openAfter(events.map((e) => e.atMs)));
    }),
  );
});
