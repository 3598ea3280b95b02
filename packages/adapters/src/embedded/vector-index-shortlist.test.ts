import { describe, expect, it } from "vitest";
import { type KeptRows, Shortlist } from "./vector-index-shortlist.ts";

describe("Shortlist", () => {
  it("refutes a guess that too few rows are sure to reach, even if enough rows may reach it", () => {
    expect(finished(2, 10, [bounds(9, 11), bounds(8, 12)])).toBeUndefined();
    expect(finished(2, 10, [bounds(10, 12)])).toBeUndefined();
    expect(finished(2, 10, [])).toBeUndefined();
  });

  it("accepts a guess that enough rows are sure to reach", () => {
    expect(finished(2, 10, [bounds(10, 11), bounds(10, 12)])).toEqual([0, 1]);
  });

  it("needs no proof without a guess, and drops what is surely worse but nothing that may tie", () => {
    expect(finished(2, undefined, [bounds(5, 6), bounds(1, 2), bounds(4, 7), bounds(3, 4)])).toEqual([0, 2, 3]);
    expect(finished(9, undefined, [bounds(5, 6), bounds(1, 2)])).toEqual([0, 1]);
  });

  it("keeps every row when all bounds overlap, however many there are", () => {
    expect(
      finished(
        1,
        undefined,
        Array.from({ length: 5000 }, () => bounds(1, 2)),
      ),
    ).toHaveLength(5000);
  });
});

const bounds = (lower: number, upper: number) => ({ lower, upper });

function finished(places: number, guess: number | undefined, rows: readonly ReturnType<typeof bounds>[]): number[] | undefined {
  const shortlist = new Shortlist();
  shortlist.begin(places, guess);
  for (const [i, { lower, upper }] of rows.entries()) {
    const one: KeptRows = { keptRow: () => i, keptUpper: () => upper, keptLower: () => lower };
    shortlist.add(one, 1);
  }
  const left = shortlist.finish();
  return left && [...left];
}
