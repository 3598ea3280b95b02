import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combinedWatermark, watermark } from "./watermark.ts";

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

describe("of several sources", () => {
  const two = combinedWatermark({ sources: 2 });

  test("a source that has not spoken holds the others back", () => {
    const state = two.init();
    two.add(state, 0, 500);
    expect(two.read(state)).toBe(0);
    two.add(state, 1, 300);
    expect(two.read(state)).toBe(300);
  });

  test("an idle source is left out, and does not pull time back when it returns", () => {
    const state = two.init();
    two.add(state, 0, 500);
    two.idle(state, 1);
    expect(two.read(state)).toBe(500);
    two.add(state, 1, 100);
    expect(two.read(state)).toBe(500);
    two.add(state, 0, 900);
    expect(two.read(state)).toBe(500);
    two.add(state, 1, 700);
    expect(two.read(state)).toBe(700);
  });

  test("time stands still while every source is idle", () => {
    const state = two.init();
    two.add(state, 0, 500);
    two.add(state, 1, 400);
    two.idle(state, 0);
    two.idle(state, 1);
    expect(two.read(state)).toBe(400);
  });

  test("an unknown source is refused", () => {
    expect(() => two.add(two.init(), 2, 1)).toThrow(RangeError);
  });
});
