import type { Decision } from "@attune/core/ranking/schema";
import { describe, expect, it } from "vitest";
import { firstPlaces } from "./first-places.ts";

function decision(entries: readonly (readonly [key: number, score: number])[]): Decision {
  return {
    candidates: entries.map(([key]) => ({ key })),
    scores: Float64Array.from(entries, ([, score]) => score),
    features: new Float32Array(0),
    weights: new Float64Array(0),
    proposals: [],
    filled: false,
  };
}

describe("firstPlaces", () => {
  const ids = new Map([
    [1, "zebra"],
    [2, "ant"],
    [3, "bee"],
    [4, "cat"],
  ]);
  const idOf = (key: number) => ids.get(key) as string;

  it("breaks ties by item id, also where the cut goes through them", () => {
    expect(
      firstPlaces(
        decision([
          [4, 0.9],
          [1, 0.5],
          [2, 0.5],
          [3, 0.5],
        ]),
        2,
        idOf,
      ),
    ).toEqual([4, 2]);
    expect(
      firstPlaces(
        decision([
          [4, 0.9],
          [1, 0.5],
          [2, 0.5],
          [3, 0.5],
        ]),
        4,
        idOf,
      ),
    ).toEqual([4, 2, 3, 1]);
  });

  it("answers what there is when there is less", () => {
    expect(firstPlaces(decision([[3, 0.1]]), 10, idOf)).toEqual([3]);
  });
});
