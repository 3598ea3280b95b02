import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../packing/byte-writer.ts";
import { packTopList, unpackTopEntries, unpackTopList } from "./pack-top-list.ts";
import { TopList } from "./top-list.ts";

const LIMIT = 5;
const pairs = (list: TopList) => {
  const { keys, scores } = list.entries();
  return Array.from(keys, (key, i) => [key, scores[i] as number]);
};

/** Scores of an item only grow; what is offered when is arbitrary. */
const offers = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 3 })), { maxLength: 120 }).map((grown) => {
  const scores = new Map<number, number>();
  return grown.map(([key, by]) => {
    scores.set(key, (scores.get(key) ?? 0) + by);
    return [key, scores.get(key) as number] as const;
  });
});

describe("top list", () => {
  it("is exactly the best by their last score, equal ones by smaller key", () => {
    fc.assert(
      fc.property(offers, (all) => {
        const list = new TopList(LIMIT);
        for (const [key, score] of all) list.offer(key, score);
        const best = [...new Map(all)].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, LIMIT);
        expect(pairs(list)).toEqual(best);
        expect(list.size).toBe(best.length);
      }),
    );
  });

  it("does not depend on how the items' offers interleave", () => {
    fc.assert(
      fc.property(offers, fc.array(fc.nat(), { minLength: 120, maxLength: 120 }), (all, choices) => {
        const list = new TopList(LIMIT);
        for (const [key, score] of all) list.offer(key, score);
        const waiting = [...Map.groupBy(all, ([key]) => key).values()];
        const other = new TopList(LIMIT);
        for (const choice of choices) {
          const queue = waiting[choice % Math.max(1, waiting.length)];
          const next = queue?.shift();
          if (next) other.offer(...next);
        }
        for (const queue of waiting) for (const next of queue) other.offer(...next);
        expect(pairs(other)).toEqual(pairs(list));
      }),
    );
  });

  it("tells whether it changed", () => {
    const list = new TopList(2);
    expect([list.offer(1, 5), list.offer(2, 4), list.offer(3, 3), list.offer(1, 5), list.offer(3, 4.5)]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(pairs(list)).toEqual([
      [1, 5],
      [3, 4.5],
    ]);
    expect(new TopList(0).offer(1, 1)).toBe(false);
  });

  it("holds an item whose key is 0, which is also what an empty place holds", () => {
    const list = new TopList(2);
    expect(list.offer(0, 1)).toBe(true);
    expect(pairs(list)).toEqual([[0, 1]]);
  });

  it("comes back from its packed form", () => {
    fc.assert(
      fc.property(offers, (all) => {
        const list = new TopList(LIMIT);
        for (const [key, score] of all) list.offer(key + 2 ** 47, Math.log2(score));
        const bytes = packTopList(list, new ByteWriter());
        expect(unpackTopEntries(bytes)).toEqual(list.entries());
        expect(unpackTopList(bytes, LIMIT).entries()).toEqual(list.entries());
      }),
    );
  });
});
