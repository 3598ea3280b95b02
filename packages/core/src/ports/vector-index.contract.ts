import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ItemKey } from "../identity/item-key.ts";
import type { VectorHits, VectorIndex } from "./vector-index.ts";

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
      expect(pairs(await index.search("t", vector(1, 0), 2, skip))).toEqual([
        [2, 3],
        [4, 1],
      ]);
      expect(pairs(await index.search("t", vector(1, 0), 2, new Set([1, 2, 3, 4])))).toEqual([]);
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
          async (writes, query, limit, skipped) => {
            const index = await fresh(4);
            const stored = new Map<ItemKey, Stored>();
            for (const each of writes) {
              if (each.components === undefined) await index.remove("t", [each.key]);
              else await index.upsert("t", [entry(each.key, each.components, each.version)]);
              applyToList(stored, each);
            }
            const expected = [...stored]
              .flatMap(([key, { components }]) => (components === undefined ? [] : [[key, dot(components, query)] as const]))
              .sort(([keyA, a], [keyB, b]) => b - a || keyA - keyB);
            const skip = new Set(skipped);
            expect(pairs(await index.search("t", vector(...query), limit))).toEqual(expected.slice(0, limit));
            expect(pairs(await index.search("t", vector(...query), limit, skip))).toEqual(
              expected.filter(([key]) => !skip.has(key)).slice(0, limit),
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
const write = fc.record({ key: smallKey, version: fc.nat(6), components: fc.option(components, { nil: undefined, freq: 3 }) });

type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;
type Stored = { readonly version: number; readonly components: readonly number[] | undefined };

/** What a write means: the newer version wins, and a removal keeps the version. */
function applyToList(stored: Map<ItemKey, Stored>, { key, version, components }: Write): void {
  const before = stored.get(key);
  if (components === undefined) {
    if (before !== undefined) stored.set(key, { ...before, components });
  } else if (before === undefined || version > before.version) stored.set(key, { version, components });
}

const vector = (...components: number[]): Float32Array => Float32Array.from(components);
const entry = (key: ItemKey, components: readonly number[], version = 1) => ({ key, vector: vector(...components), version });
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
const pairs = ({ keys, scores }: VectorHits): (readonly [key: ItemKey, score: number])[] =>
  Array.from(keys, (key, i) => [key, (scores[i] ?? Number.NaN) + 0] as const); // + 0: a score of -0 is a 0.
