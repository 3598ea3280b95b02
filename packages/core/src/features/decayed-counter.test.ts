import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DecayedCounter, decayedCounter } from "./decayed-counter.ts";

// Computed independently in Python from the closed form: sum of w x exp(-(now - t) / tau), here in seconds.
const hourly = decayedCounter({ tauMs: 3600 });

describe("reference vector", () => {
  const additions = [
    { at: 0, sum: 1 },
    { at: 600, sum: 1.8464817249 },
    { at: 3600, sum: 1.8024776497 },
    { at: 7200, sum: 1.6630944705 },
  ];
  const state = hourly.init();
  for (const { at, sum } of additions) {
    test(`after the addition at ${at}`, () => {
      hourly.add(state, at, 1);
      expect(hourly.read(state, at)).toBeCloseTo(sum, 9);
    });
  }
  test("read an hour later", () => expect(hourly.read(state, 10_800)).toBeCloseTo(0.6118182644, 9));
  test("a late addition leaves the landmark where it was", () => {
    hourly.add(state, 1800, 1);
    expect(state.landmarkMs).toBe(7200);
    expect(hourly.read(state, 7200)).toBeCloseTo(1.8862246306, 9);
  });
});

test("a clock behind the landmark reads the landmark's sum", () => {
  const state = hourly.init();
  hourly.add(state, 7200, 2);
  expect(hourly.read(state, 0)).toBe(2);
});

const additions = fc.array(fc.record({ at: fc.integer({ min: 0, max: 20_000 }), weight: fc.double({ min: 0, max: 5, noNaN: true }) }), {
  maxLength: 40,
});
const folded = (events: readonly { at: number; weight: number }[]): DecayedCounter => {
  const state = hourly.init();
  for (const { at, weight } of events) hourly.add(state, at, weight);
  return state;
};

test("equals the closed form in whatever order the additions arrive, whole or merged from two parts", () => {
  fc.assert(
    fc.property(additions, fc.nat(40), (events, cut) => {
      const exact = events.reduce((sum, { at, weight }) => sum + weight * Math.exp((at - 20_000) / 3600), 0);
      const merged = folded(events.slice(0, cut));
      hourly.merge(merged, folded(events.slice(cut)));
      expect(hourly.read(folded(events), 20_000)).toBeCloseTo(exact, 9);
      expect(hourly.read(folded(events.toReversed()), 20_000)).toBeCloseTo(exact, 9);
      expect(hourly.read(merged, 20_000)).toBeCloseTo(exact, 9);
    }),
  );
});

test("refuses a lifetime that is not positive", () => {
  expect(() => decayedCounter({ tauMs: 0 })).toThrow(RangeError);
});
