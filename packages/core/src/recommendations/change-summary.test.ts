import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChangeSummary } from "./change-summary.ts";

function summed(...lists: readonly (readonly [subject: string | undefined, before: string, after: string])[]): ChangeSummary {
  const summary = new ChangeSummary();
  for (const [subject, before, after] of lists)
    summary.add({ subject, itemId: undefined, before: Array.from(before), after: Array.from(after) });
  return summary;
}

describe("ChangeSummary", () => {
  it("counts over the requests what differs", () => {
    const summary = summed(["ann", "abc", "abc"], ["bob", "abc", "bac"], ["cid", "abc", "xbc"], ["dan", "abc", "xyb"]);
    const { rankBiasedOverlap, ...measures } = summary.measures();
    expect(summary.requests).toBe(4);
    expect(measures).toEqual({ listsThatDiffer: 0.75, firstItemDiffers: 0.75, itemsChanged: (0 + 0 + 1 + 2) / 4 });
    expect(rankBiasedOverlap).toBeGreaterThan(0.4);
    expect(rankBiasedOverlap).toBeLessThan(1);
    expect(summary.coverage()).toEqual({ before: 3, after: 5 });
    expect(summary.mostGained(9)).toEqual([
      { itemId: "x", lists: 2 },
      { itemId: "y", lists: 1 },
    ]);
    expect(summary.mostLost(1)).toEqual([{ itemId: "a", lists: 2 }]);
  });

  it("names the people whose lists change most, once each, and nobody whose list stays", () => {
    const summary = summed(
      ["ann", "abc", "abc"],
      ["bob", "abc", "acb"],
      ["cid", "abc", "abx"],
      ["cid", "abc", "xyz"],
      [undefined, "a", "b"],
    );
    expect(summary.mostChanged(9).map(({ subject, gained }) => [subject, gained])).toEqual([
      ["cid", 3],
      ["bob", 0],
    ]);
    expect(summary.mostChanged(1)).toHaveLength(1);
  });

  it("knows nothing of no requests, which is not that nothing changes", () => {
    expect(new ChangeSummary().measures()).toEqual({
      listsThatDiffer: null,
      itemsChanged: null,
      firstItemDiffers: null,
      rankBiasedOverlap: null,
    });
  });

  it("finds no change where nothing changes", () => {
    const list = fc.uniqueArray(fc.constantFrom(...Array.from("abcdefgh")));
    fc.assert(
      fc.property(fc.array(list, { minLength: 1 }), (lists) => {
        const summary = new ChangeSummary();
        for (const ids of lists) summary.add({ subject: "s", itemId: undefined, before: ids, after: ids });
        const { rankBiasedOverlap, ...measures } = summary.measures();
        expect(measures).toEqual({ listsThatDiffer: 0, itemsChanged: 0, firstItemDiffers: 0 });
        expect(rankBiasedOverlap).toBeCloseTo(1, 12);
        expect(summary.mostGained(5)).toEqual([]);
        expect(summary.mostChanged(5)).toEqual([]);
      }),
    );
  });
});
