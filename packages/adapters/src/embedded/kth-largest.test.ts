import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kthLargest } from "./kth-largest.ts";

describe("kthLargest", () => {
  it("is the k-th of the sorted values, duplicates and infinities included, and leaves the rest of the array alone", () => {
    const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, 1, -Infinity, Infinity));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), fc.nat(), (values, chance) => {
        const k = 1 + (chance % values.length);
        const room = Float32Array.from([...values, 1e30]);
        expect(kthLargest(room, values.length, k) + 0).toBe((values.toSorted((a, b) => b - a)[k - 1] ?? Number.NaN) + 0);
        expect(room.at(-1)).toBe(Math.fround(1e30));
      }),
    );
  });
});
