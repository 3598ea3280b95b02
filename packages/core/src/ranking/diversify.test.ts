import { describe, expect, it } from "vitest";
import { diversify } from "./diversify.ts";

const RELEVANCE = [0.9, 0.85, 0.8, 0.3];
const SIMILARITY = [
  [1, 0.95, 0.1, 0.2],
  [0.95, 1, 0.15, 0.1],
  [0.1, 0.15, 1, 0.3],
  [0.2, 0.1, 0.3, 1],
];
const similarity = (a: number, b: number) => SIMILARITY[a]?.[b] as number;

describe("diversify", () => {
  it("lets a different item pass a near copy", () => {
    expect(diversify(RELEVANCE, similarity, 0.7, 4)).toEqual([0, 2, 1, 3]);
  });

  it("keeps the order when only relevance counts", () => {
    expect(diversify(RELEVANCE, similarity, 1, 4)).toEqual([0, 1, 2, 3]);
  });

  it("stops at count", () => {
    expect(diversify(RELEVANCE, similarity, 0.7, 2)).toEqual([0, 2]);
    expect(diversify([], similarity, 0.7, 3)).toEqual([]);
  });
});
