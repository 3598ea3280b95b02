import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankHits } from "./vector-index-rank.ts";

describe("rankHits", () => {
  it("orders by falling score, then by rising key, wherever the limit cuts", () => {
    const score = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity));
    const candidates = fc.uniqueArray(fc.record({ key: fc.nat(2 ** 48 - 1), score }), { selector: ({ key }) => key });
    fc.assert(
      fc.property(candidates, fc.nat(30), (list, limit) => {
        const { keys, scores } = rankHits(
          Float64Array.from(list, ({ key }) => key),
          Float32Array.from(list, ({ score }) => score),
          limit,
        );
        const expected = list.toSorted((a, b) => (a.score > b.score ? -1 : a.score < b.score ? 1 : a.key - b.key)).slice(0, limit);
        expect([...keys]).toEqual(expected.map(({ key }) => key));
        expect([...scores].map((value) => value + 0)).toEqual(expected.map(({ score }) => score + 0));
      }),
    );
  });
});
