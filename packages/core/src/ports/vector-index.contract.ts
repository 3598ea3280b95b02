import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ItemKey } from "../identity/item-key.ts";
import { passesTerms } from "../retrieval/term-filter.ts";
import { FIRST_GENERATION, type VectorHits, type VectorIndex, type VectorScope } from "./vector-index.ts";

/**
 * The law of every vector index. All components are small whole numbers, whose inner products are exact in any order of
 * addition, so that scores and ties must agree to the bit on every adapter, remote ones included.
 */
export function vectorIndexContract(name: string, open: (dimensions: number) => Promise<VectorIndex>): void {
  describe(`vector index: ${name}`, () => {
    const opened: VectorIndex[] = [];
    const fresh = async (dimensions = 2): Promise<VectorIndex> => {
      const index = await open(dimensions);
      opened.push(index);
      return index;
    };
    afterEach(async () => {
      for (const index of opened.splice(0)) await index.close();
    });

    it("has nothing to say about a tenant it never saw", async () => {
      const index = await fresh();
      expect(pairs(await index.search("nobody", vector(1, 1), 10))).toEqual([]);
      expect(await index.size("nobody")).toBe(0);
      expect(await index.vectors("nobody", [1])).toEqual([undefined]);
      await index.remove("nobody", [1]);
      await index.upsert("nobody", []);
      expect(await index.size("nobody")).toBe(0);
    });

    it("answers the best by inner product, best first, negative scores included", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [1, 0]), entry(2, [3, 1]), entry(3, [-2, 0]), entry(4, [2, 9])]);
      expect(pairs(await index.search("t", vector(1, 0), 10))).toEqual([
        [2, 3],
        [4, 2],
        [1, 1],
        [3, -2],
      ]);
      expect(pairs(await index.search("t", vector(1, 0), 2))).toEqual([
        [2, 3],
        [4, 2],
      ]);
      expect(pairs(await index.search("t", vector(1, 0), 0))).toEqual([]);
    });

    it("breaks ties by the smaller key, also where the limit cuts through them", async () => {
      const index = await fresh();
      const keys = [2 ** 48 - 1, 7, 2 ** 40, 3, 5];
      await index.upsert(
        "t",
        keys.map((key) => entry(key, [1, 1])),
      );
      expect(pairs(await index.search("t", vector(1, 1), 3))).toEqual([
        [3, 2],
        [5, 2],
        [7, 2],
      ]);
      expect(pairs(await index.search("t", vector(0, 0), 5)).map(([key]) => key)).toEqual([3, 5, 7, 2 ** 40, 2 ** 48 - 1]);
    });

    it("fills every place in spite of what is skipped", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [4, 0]), entry(2, [3, 0]), entry(3, [2, 0]), entry(4, [1, 0])]);
      const skip = new Set([1, 3, 999]);
      expect(pairs(await index.search("t", vector(1, 0), 2, { skip }))).toEqual([
        [2, 3],
        [4, 1],
      ]);
      expect(pairs(await index.search("t", vector(1, 0), 2, { skip: new Set([1, 2, 3, 4]) }))).toEqual([]);
      expect(pairs(await index.search("t", vector(1, 0), 1))).toEqual([[1, 4]]);
    });

    it("lets a newer version win, and an older or equal one lose", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [5, 0], 10)]);
      await index.upsert("t", [entry(1, [6, 0], 9), entry(1, [7, 0], 10)]);
      expect(pairs(await index.search("t", vector(1, 0), 1))).toEqual([[1, 5]]);
      await index.upsert("t", [entry(1, [8, 0], 12), entry(1, [9, 0], 11)]);
      expect(pairs(await index.search("t", vector(1, 0), 1))).toEqual([[1, 8]]);
      expect(await index.size("t")).toBe(1);
    });

    it("forgets what is removed, and lets no stale writer bring it back", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [5, 0], 10), entry(2, [4, 0], 10), entry(3, [3, 0], 10)]);
      await index.remove("t", [1, 1, 404]);
      await index.upsert("t", [entry(1, [9, 0], 10), entry(1, [9, 0], 9)]);
      expect(pairs(await index.search("t", vector(1, 0), 10))).toEqual([
        [2, 4],
        [3, 3],
      ]);
      expect(await index.vectors("t", [1, 2])).toEqual([undefined, vector(4, 0)]);
      expect(await index.size("t")).toBe(2);
      await index.upsert("t", [entry(1, [1, 0], 11)]);
      expect(pairs(await index.search("t", vector(1, 0), 10))).toEqual([
        [2, 4],
        [3, 3],
        [1, 1],
      ]);
    });

    it("keeps tenants apart", async () => {
      const index = await fresh();
      await index.upsert("a", [entry(1, [1, 0])]);
      await index.upsert("b", [entry(1, [2, 0]), entry(2, [3, 0])]);
      await index.remove("b", [2]);
      expect(pairs(await index.search("a", vector(1, 0), 10))).toEqual([[1, 1]]);
      expect(pairs(await index.search("b", vector(1, 0), 10))).toEqual([[1, 2]]);
      expect([await index.size("a"), await index.size("b")]).toEqual([1, 1]);
    });

    it("gives stored vectors in the order asked, as copies", async () => {
      const index = await fresh(3);
      const mine = vector(1, 2, 3);
      await index.upsert("t", [{ key: 1, vector: mine, version: 1 }, entry(2, [4, 5, 6])]);
      mine.fill(0);
      const [two, none, one] = await index.vectors("t", [2, 77, 1]);
      expect([two, none, one]).toEqual([vector(4, 5, 6), undefined, vector(1, 2, 3)]);
      one?.fill(0);
      expect(await index.vectors("t", [1])).toEqual([vector(1, 2, 3)]);
    });

    it("finds only what has the terms asked for, and none of those refused, before places are given", async () => {
      const index = await fresh();
      await index.upsert("t", [
        entry(1, [9, 0], 1, ["jazz", "live"]),
        entry(2, [8, 0], 1, ["jazz"]),
        entry(3, [7, 0], 1, ["rock", "live"]),
        entry(4, [6, 0], 1, ["rock", "hidden"]),
        entry(5, [5, 0]),
      ]);
      const keys = async (all: string[][], none: string[], skip?: Set<number>) =>
        pairs(await index.search("t", vector(1, 0), 2, { where: { all, none }, skip })).map(([key]) => key);
      expect(await keys([["rock"]], [])).toEqual([3, 4]);
      expect(await keys([["rock", "jazz"], ["live"]], [])).toEqual([1, 3]);
      expect(await keys([["rock"]], ["hidden"])).toEqual([3]);
      expect(await keys([], ["live"])).toEqual([2, 4]);
      expect(await keys([["jazz"]], [], new Set([1]))).toEqual([2]);
      expect(await keys([["folk"]], [])).toEqual([]);
      expect(await keys([], ["live", "jazz"], new Set([1]))).toEqual([4, 5]);
      // What one search left out, however often, the next one finds.
      expect(await keys([], [])).toEqual([1, 2]);
    });

    it("asks by the terms that came with the newest vector", async () => {
      const index = await fresh();
      const jazz = { where: { all: [["jazz"]], none: [] } };
      await index.upsert("t", [entry(1, [1, 0], 1, ["jazz"]), entry(2, [2, 0], 5, ["rock"])]);
      await index.upsert("t", [entry(1, [3, 0], 2, ["rock"]), entry(2, [4, 0], 4, ["jazz"])]);
      expect(pairs(await index.search("t", vector(1, 0), 9, jazz))).toEqual([]);
      await index.upsert("t", [entry(1, [5, 0], 3, ["jazz"])]);
      await index.upsert("t", [entry(1, [6, 0], 4, ["jazz"])]);
      expect(pairs(await index.search("t", vector(1, 0), 9, jazz))).toEqual([[1, 6]]);
      await index.remove("t", [1]);
      expect(pairs(await index.search("t", vector(1, 0), 9, jazz))).toEqual([]);
    });

    it("finds more like the positive examples and unlike the negative ones, themselves included", async () => {
      const index = await fresh();
      await index.upsert("t", [
        entry(1, [4, 0], 1, ["jazz"]),
        entry(2, [0, 4]),
        entry(3, [3, 1], 1, ["jazz"]),
        entry(4, [1, 3]),
        entry(5, [2, 2]),
      ]);
      await index.upsert("t", [entry(6, [64, 64])]);
      await index.remove("t", [6]);
      const like = async (positive: number[], negative: number[] = [], limit = 9, scope: VectorScope = {}) =>
        pairs(await index.search("t", { positive, negative }, limit, scope));
      expect(await like([1])).toEqual([
        [1, 16],
        [3, 12],
        [5, 8],
        [4, 4],
        [2, 0],
      ]);
      expect(await like([1, 1, 1, 2])).toEqual([
        [1, 12],
        [3, 10],
        [5, 8],
        [4, 6],
        [2, 4],
      ]);
      expect(await like([1], [2])).toEqual([
        [1, 32],
        [3, 20],
        [5, 8],
        [4, -4],
        [2, -16],
      ]);
      expect(await like([5], [], 2)).toEqual([
        [1, 8],
        [2, 8],
      ]);
      expect(await like([1, 2], [], 1, { skip: new Set([1, 2]) })).toEqual([[3, 8]]);
      expect(await like([1, 2], [], 9, { where: { all: [["jazz"]], none: [] } })).toEqual([
        [1, 8],
        [3, 8],
      ]);
      // An example that the index has no vector of counts for nothing, whether it never had one or forgot it.
      expect(await like([1, 404, 6], [405])).toEqual(await like([1]));
      expect([await like([]), await like([404, 6]), await like([404], [1])]).toEqual([[], [], []]);
    });

    it("answers several searches at once as one by one", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [1, 5], 1, ["a"]), entry(2, [2, 4], 1, ["a"]), entry(3, [3, 3], 1, ["b"])]);
      const asks = [
        { query: vector(1, 0), limit: 2 },
        { query: vector(0, 1), limit: 9, skip: new Set([1]) },
        { query: { positive: [3], negative: [] }, limit: 1 },
        { query: vector(1, 1), limit: 0 },
        { query: { positive: [404], negative: [] }, limit: 5 },
        { query: vector(1, 0), limit: 5, where: { all: [["a"]], none: [] } },
      ];
      const alone = await Promise.all(asks.map(({ query, limit, ...scope }) => index.search("t", query, limit, scope)));
      expect(await index.searches("t", asks)).toEqual(alone);
      expect(alone.map(({ keys }) => keys.length)).toEqual([2, 2, 1, 0, 0, 2]);
      expect(await index.searches("t", [])).toEqual([]);
    });

    it("keeps what is staged out of sight until it is made live, and the way back open", async () => {
      const index = await fresh();
      const seen = async () => [pairs(await index.search("t", vector(1, 0), 9)), await index.size("t"), await index.vectors("t", [1, 2])];
      await index.upsert("t", [entry(1, [1, 0]), entry(2, [2, 0])]);
      const before = await seen();
      await index.stage("t", "m2");
      await index.upsert("t", [entry(1, [70, 0])], "m2");
      expect(await seen()).toEqual(before);
      await index.activate("t", "m2");
      expect(await seen()).toEqual([[[1, 70]], 1, [vector(70, 0), undefined]]);
      expect(pairs(await index.search("t", { positive: [2], negative: [] }, 9))).toEqual([]);
      // The former generation is still written, and what it says comes back with it.
      await index.upsert("t", [entry(2, [3, 0], 2)], FIRST_GENERATION);
      await index.upsert("t", [entry(2, [80, 0])], "m2");
      expect(pairs(await index.search("t", vector(1, 0), 9))).toEqual([
        [2, 80],
        [1, 70],
      ]);
      await index.activate("t", FIRST_GENERATION);
      expect(pairs(await index.search("t", vector(1, 0), 9))).toEqual([
        [2, 3],
        [1, 1],
      ]);
      await index.remove("t", [2]);
      await index.activate("t", "m2");
      expect(pairs(await index.search("t", vector(1, 0), 9))).toEqual([[1, 70]]);
    });

    it("stages anew in place of what was staged before, whose late writers lose", async () => {
      const index = await fresh();
      await index.upsert("t", [entry(1, [1, 0], 900)]);
      await index.stage("t", "m2");
      await index.upsert("t", [entry(1, [20, 0], 900), entry(2, [21, 0], 900)], "m2");
      await index.stage("t", "m2");
      await index.stage("t", "m3");
      await index.upsert("t", [entry(2, [22, 0], 999)], "m2");
      await index.upsert("t", [entry(1, [30, 0], 1)], "m3");
      await expect(index.activate("t", "m2")).rejects.toThrow(RangeError);
      await index.activate("t", "m3");
      await index.activate("t", "m3");
      expect(pairs(await index.search("t", vector(1, 0), 9))).toEqual([[1, 30]]);
      await expect(index.activate("nobody", "m3")).rejects.toThrow(RangeError);
      await index.stage("t", "m4");
      await index.upsert("t", [entry(1, [2, 0], 999)], FIRST_GENERATION);
      await index.activate("t", "m4");
      expect(await index.size("t")).toBe(0);
    });

    it("never mixes generations in an answer, while they are written, switched and searched at once", async () => {
      // A vector's first component is its generation's number times 100: a hit tells where it is from.
      const index = await fresh();
      const keys = [1, 2, 3, 4, 5, 6];
      const write = (generation: number, version: number) =>
        index.upsert(
          "t",
          keys.map((key) => entry(key, [100 * generation + key, 1], version)),
          generation === 0 ? FIRST_GENERATION : `m${generation}`,
        );
      await write(0, 1);
      let done = false;
      const seen = new Set<number>();
      const searching = async (): Promise<void> => {
        while (!done) {
          const [first, second] = await index.searches("t", [
            { query: vector(1, 0), limit: 9 },
            { query: { positive: [1, 2], negative: [] }, limit: 9 },
          ]);
          const generations = new Set([...(first?.scores ?? [])].map((score) => Math.floor(score / 100)));
          expect(generations.size).toBe(1);
          // By examples the score is a product of two vectors of one generation g: about (100 g)^2.
          const roots = [...(second?.scores ?? [])].map((score) => Math.floor(Math.sqrt(score) / 100));
          expect(new Set([...generations, ...roots])).toEqual(generations);
          expect(first?.keys.length).toBe(keys.length);
          for (const generation of generations) seen.add(generation);
        }
      };
      const searches = [searching(), searching()];
      try {
        for (let generation = 1; generation <= 6; generation++) {
          await index.stage("t", `m${generation}`);
          await Promise.all([write(generation, 1), write(generation - 1, generation + 1)]);
          await index.activate("t", `m${generation}`);
          if (generation % 2 === 0) {
            await index.activate("t", `m${generation - 1}`);
            await index.activate("t", `m${generation}`);
          }
          expect(pairs(await index.search("t", vector(1, 0), 1))).toEqual([[6, 100 * generation + 6]]);
        }
      } finally {
        done = true;
      }
      await Promise.all(searches);
      expect(seen.size).toBeGreaterThan(1);
    });

    it("refuses with a RangeError what is not a finite vector of its length, and then changes nothing", async () => {
      const index = await fresh();
      for (const bad of [vector(1), vector(1, 2, 3), vector(), vector(Number.NaN, 1), vector(1, Infinity), vector(-Infinity, 1)]) {
        await expect(index.upsert("t", [entry(1, [1, 1]), { key: 2, vector: bad, version: 1 }])).rejects.toThrow(RangeError);
        await expect(index.search("t", bad, 5)).rejects.toThrow(RangeError);
      }
      expect(await index.size("t")).toBe(0);
    });

    it("answers as a plain list would after any sequence of writes and removals", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(write, { maxLength: 60 }),
          components,
          fc.nat(12),
          fc.uniqueArray(smallKey),
          fc.record({
            all: fc.array(fc.array(term, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
            none: fc.array(term, { maxLength: 1 }),
          }),
          async (writes, query, limit, skipped, where) => {
            const index = await fresh(4);
            const stored = new Map<ItemKey, Stored>();
            for (const each of writes) {
              if (each.components === undefined) await index.remove("t", [each.key]);
              else await index.upsert("t", [entry(each.key, each.components, each.version, each.terms)]);
              applyToList(stored, each);
            }
            const expected = [...stored]
              .flatMap(([key, { components, terms }]) => (components === undefined ? [] : [[key, dot(components, query), terms] as const]))
              .sort(([keyA, a], [keyB, b]) => b - a || keyA - keyB);
            const skip = new Set(skipped);
            const pairsOf = (hits: typeof expected) => hits.map(([key, score]) => [key, score]);
            expect(pairs(await index.search("t", vector(...query), limit))).toEqual(pairsOf(expected.slice(0, limit)));
            expect(pairs(await index.search("t", vector(...query), limit, { skip }))).toEqual(
              pairsOf(expected.filter(([key]) => !skip.has(key)).slice(0, limit)),
            );
            expect(pairs(await index.search("t", vector(...query), limit, { where, skip }))).toEqual(
              pairsOf(expected.filter(([key, , terms]) => passesTerms(where, terms) && !skip.has(key)).slice(0, limit)),
            );
            expect(await index.size("t")).toBe(expected.length);
            await index.close();
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}

const smallKey = fc.nat(15);
const components = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 4 });
const term = fc.constantFrom("a", "b", "c");
const write = fc.record({
  key: smallKey,
  version: fc.nat(6),
  components: fc.option(components, { nil: undefined, freq: 3 }),
  terms: fc.uniqueArray(term),
});

type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;
type Stored = Pick<Write, "version" | "components" | "terms">;

/** What a write means: the newer version wins, and a removal keeps the version. */
function applyToList(stored: Map<ItemKey, Stored>, { key, version, components, terms }: Write): void {
  const before = stored.get(key);
  if (components === undefined) {
    if (before !== undefined) stored.set(key, { ...before, components });
  } else if (before === undefined || version > before.version) stored.set(key, { version, components, terms });
}

const vector = (...components: number[]): Float32Array => Float32Array.from(components);
const entry = (key: ItemKey, components: readonly number[], version = 1, terms: readonly string[] = []) => ({
  key,
  vector: vector(...components),
  version,
  terms,
});
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
const pairs = ({ keys, scores }: VectorHits): (readonly [key: ItemKey, score: number])[] =>
  Array.from(keys, (key, i) => [key, (scores[i] ?? Number.NaN) + 0] as const); // + 0: a score of -0 is a 0.
