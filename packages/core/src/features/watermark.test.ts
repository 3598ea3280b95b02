import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { watermark } from "./watermark.ts";

describe("of one source", () => {
  const minute = watermark({ allowedLatenessMs: 60_000 });
  const table = [
    { seen: [], expected: 0 },
    { seen: [100_000], expected: 40_000 },
    { seen: [100_000, 30_000], expected: 40_000 },
    { seen: [100_000, 30_000, 160_000], expected: 100_000 },
    { seen: [10_000], expected: 0 },
  ];
  for (const { seen, expected } of table) {
    test(`after [${seen.join(", ")}] it stands at ${expected}`, () => {
      const state = minute.init();
      for (const atMs of seen) minute.add(state, atMs);
      expect(minute.read(state)).toBe(expected);
    });
  }

  test("is the same whatever the order, and never goes back on the way", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000)), (times) => {
        const state = minute.init();
        let before = 0;
        for (const atMs of times) {
          minute.add(state, atMs);
          expect(minute.read(state)).toBeGreaterThanOrEqual(before);
          before = minute.read(state);
        }
        expect(before).toBe(Math.max(0, Math.max(0, ...times) - 60_000));
      }),
    );
  });
});
