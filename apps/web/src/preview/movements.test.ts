import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeSentence, movements } from "./movements.ts";

describe("movements", () => {
  test("says what is new, moved and gone", () => {
    const change = movements(["a", "b", "c", "d"], ["c", "x", "a", "b"]);
    expect([...change.movements]).toEqual([
      ["c", { kind: "up", by: 2 }],
      ["x", { kind: "new" }],
      ["a", { kind: "down", by: 2 }],
      ["b", { kind: "down", by: 2 }],
    ]);
    expect(change.left).toEqual(["d"]);
    expect(changeSentence(change)).toBe("1 new, 1 up, 2 down, 1 gone");
  });

  test("says so when nothing moved", () => {
    expect(changeSentence(movements(["a", "b"], ["a", "b"]))).toBe("the list stayed the same");
  });

  test("lists of equal length lose exactly as many items as they gain", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const change = movements(before, after);
        expect([...change.movements.values()].filter(({ kind }) => kind === "new")).toHaveLength(change.left.length);
      }),
    );
  });
});
