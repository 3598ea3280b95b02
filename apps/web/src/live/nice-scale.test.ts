import fc from "fast-check";
import { expect, test } from "vitest";
import { niceScale } from "./nice-scale.ts";

test.each([
  [0, 7, [0, 2, 4, 6, 8]],
  [0, 97, [0, 25, 50, 75, 100]],
  [0, 1, [0, 0.25, 0.5, 0.75, 1]],
  [0.48, 0.71, [0.4, 0.5, 0.6, 0.7, 0.8]],
  [0, 1_234, [0, 500, 1_000, 1_500, 2_000]],
])("%d to %d", (low, high, ticks) => expect(niceScale(low, high).ticks).toEqual(ticks));

test("always holds what it is given, with rising ticks", () => {
  const value = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(high - low > 1e-6 * Math.max(1, high));
      const { from, to, ticks } = niceScale(low, high);
      expect(from).toBeLessThanOrEqual(low + (to - from) * 1e-6);
      expect(to).toBeGreaterThanOrEqual(high - (to - from) * 1e-6);
      expect(ticks).toEqual([...new Set(ticks)].toSorted((x, y) => x - y));
    }),
  );
});
