import { expect, test } from "vitest";
import { clickThrough, noLists, observe } from "./click-through.ts";

test("nothing shown is unknown, not zero", () => {
  expect(clickThrough(noLists())).toEqual({ personalized: null, popularity: null, lift: null, z: null });
});

test("rates, lift and the two-proportion z statistic", () => {
  // By hand: 45/100 against 30/100; pooled .375, deviation sqrt(.375*.625*.02) = .068465
  expect(clickThrough({ personalized: { lists: 100, clicked: 45 }, popularity: { lists: 100, clicked: 30 } })).toEqual({
    personalized: 0.45,
    popularity: 0.3,
    lift: expect.closeTo(0.5, 10),
    z: expect.closeTo(2.19089, 4),
  });
});

test("a list counts on its own side", () => {
  const tally = observe(observe(noLists(), { personalized: true, clicked: true }), { personalized: false, clicked: false });
  expect(tally).toEqual({ personalized: { lists: 1, clicked: 1 }, popularity: { lists: 1, clicked: 0 } });
});
