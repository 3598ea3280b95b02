import { describe, expect, it } from "vitest";
import { depthOf, measure } from "./measures.ts";

const places = (...hits: number[]) => Array.from({ length: 20 }, (_, place) => hits.includes(place + 1));

describe("measure", () => {
  it("counts a single right item by its place", () => {
    expect(measure("hr@10", places(3), 1)).toBe(1);
    expect(measure("mrr@10", places(3), 1)).toBeCloseTo(1 / 3);
    expect(measure("ndcg@10", places(3), 1)).toBeCloseTo(0.5);
    expect(measure("recall@10", places(11), 1)).toBe(0);
    expect(measure("recall@20", places(11), 1)).toBe(1);
  });

  it("divides recall by all that would have been right, ndcg by what fits into the list", () => {
    expect(measure("recall@10", places(1, 2), 8)).toBe(0.25);
    expect(measure("ndcg@10", places(1, 2), 2)).toBe(1);
    expect(measure("ndcg@2", places(1, 2), 40)).toBe(1);
    expect(measure("ndcg@10", places(2, 4), 2)).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3)));
  });

  it("gives nothing for a list without right items", () => {
    for (const name of ["hr@10", "recall@10", "ndcg@10", "mrr@10"] as const) expect(measure(name, places(), 3)).toBe(0);
  });

  it("looks as deep as the deepest needs", () => {
    expect(depthOf(["hr@10", "recall@20"])).toBe(20);
  });
});
