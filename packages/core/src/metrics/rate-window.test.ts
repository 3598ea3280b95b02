import fc from "fast-check";
import { expect, test } from "vitest";
import { rateWindow } from "./rate-window.ts";

const ten = rateWindow({ seconds: 10 });

test("the second that is still running does not count, the ten before it do", () => {
  const state = ten.init();
  ten.add(state, 100_000, 7);
  ten.add(state, 109_999, 3);
  ten.add(state, 110_000, 50);
  expect(ten.total(state, 110_500)).toBe(10);
  expect(ten.read(state, 110_500)).toBe(1);
  expect(ten.total(state, 111_000)).toBe(53);
  expect(ten.total(state, 200_000)).toBe(0);
});

test("a ratio over nothing is unknown, not 0", () => {
  const clicks = ten.init();
  const impressions = ten.init();
  expect(ten.ratio(clicks, impressions, 105_000)).toBeNull();
  ten.add(impressions, 104_000, 8);
  expect(ten.ratio(clicks, impressions, 105_000)).toBe(0);
  ten.add(clicks, 104_000, 2);
  expect(ten.ratio(clicks, impressions, 105_000)).toBe(0.25);
});

test("windows of several processes add up to that of one", () => {
  const seconds = fc.array(fc.integer({ min: 100, max: 130 }), { maxLength: 60 });
  fc.assert(
    fc.property(seconds, seconds, (left, right) => {
      const parts = [ten.init(), ten.init()] as const;
      for (const second of left) ten.add(parts[0], second * 1000, 1);
      for (const second of right) ten.add(parts[1], second * 1000, 1);
      ten.merge(parts[0], parts[1]);
      const nowMs = (Math.max(100, ...left, ...right) + 1) * 1000;
      const naive = [...left, ...right].filter((second) => second * 1000 >= nowMs - 10_000).length;
      expect(ten.total(parts[0], nowMs)).toBe(naive);
    }),
  );
});

test("refuses a window without a whole second", () => {
  expect(() => rateWindow({ seconds: 0.5 })).toThrow(RangeError);
});
