import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareLists, type Move } from "./compare-lists.ts";

const letters = fc.uniqueArray(fc.constantFrom(...Array.from("abcdefghijkl")), { maxLength: 10 });
const OPPOSITE = { gained: "lost", lost: "gained", kept: "kept", up: "down", down: "up" } as const satisfies Record<
  Move["kind"],
  Move["kind"]
>;

describe("compareLists", () => {
  it("says of each item where it was, where it is and how it moved", () => {
    const { items, overlap, rankBiasedOverlap } = compareLists(Array.from("abcd"), Array.from("dbxa"));
    expect(items).toEqual([
      { itemId: "d", left: 4, right: 1, move: { kind: "up", by: 3 } },
      { itemId: "b", left: 2, right: 2, move: { kind: "kept" } },
      { itemId: "x", left: undefined, right: 3, move: { kind: "gained" } },
      { itemId: "a", left: 1, right: 4, move: { kind: "down", by: 3 } },
      { itemId: "c", left: 3, right: undefined, move: { kind: "lost" } },
    ]);
    expect(overlap).toBe(0.75);
    // Agreement by depth 0, 1/2, 1/3, 3/4: (1-p)/p (0.405 + 0.243 + 0.492075) + 0.75 x 0.6561 with p = 0.9.
    expect(rankBiasedOverlap).toBeCloseTo(0.61875, 6);
  });

  it("measures the overlap against the longer list, and calls two empty ones the same", () => {
    expect(compareLists(["a"], Array.from("abcd")).overlap).toBe(0.25);
    expect(compareLists([], ["a"]).overlap).toBe(0);
    expect(compareLists([], [])).toEqual({ items: [], overlap: 1, rankBiasedOverlap: 1 });
  });

  it("finds nothing moved between a list and itself", () => {
    fc.assert(
      fc.property(letters, (list) => {
        const { items, overlap } = compareLists(list, list);
        expect(items.map(({ itemId }) => itemId)).toEqual(list);
        expect(items.every(({ move }) => move.kind === "kept")).toBe(true);
        expect(overlap).toBe(1);
      }),
    );
  });

  it("says the opposite when the lists change sides, and loses no item", () => {
    fc.assert(
      fc.property(letters, letters, (left, right) => {
        const [there, back] = [compareLists(left, right), compareLists(right, left)];
        expect(there.overlap).toBe(back.overlap);
        expect(there.rankBiasedOverlap).toBe(back.rankBiasedOverlap);
        expect(new Set(there.items.map(({ itemId }) => itemId))).toEqual(new Set([...left, ...right]));
        const found = new Map(back.items.map((item) => [item.itemId, item]));
        for (const { itemId, left: from, right: to, move } of there.items) {
          const reverse = found.get(itemId);
          expect([reverse?.left, reverse?.right]).toEqual([to, from]);
          expect(reverse?.move).toEqual({ ...move, kind: OPPOSITE[move.kind] });
        }
      }),
    );
  });
});
