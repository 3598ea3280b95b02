import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { embeddedVectorIndex } from "./vector-index.ts";
import { VectorArena } from "./vector-index-arena.ts";
import { Shortlist } from "./vector-index-shortlist.ts";

type Draw = () => number;

/** Ways to make rows, each with what it is meant to break. `draw` is uniform in [-1, 1). */
const makers: Record<string, (dimensions: number, draw: Draw, i: number) => Float32Array> = {
  random: (dimensions, draw) => Float32Array.from({ length: dimensions }, draw),
  "in tight clusters: bounds overlap": (dimensions, draw, i) =>
    Float32Array.from({ length: dimensions }, (_, d) => Math.sin(1 + d * (1 + (i % 3))) + draw() * 1e-4),
  "duplicates: ties everywhere": (dimensions, _, i) => Float32Array.from({ length: dimensions }, (_, d) => Math.cos(d + (i % 4))),
  "one large component: the others vanish in the code": (dimensions, draw, i) =>
    Float32Array.from({ length: dimensions }, (_, d) => (d === i % dimensions ? 1 : draw() * 0.003)),
  "of very different lengths": (dimensions, draw) => {
    const length = 10 ** (draw() * 9);
    return Float32Array.from({ length: dimensions }, () => draw() * length);
  },
  "at float32's ends: scores overflow and vanish": (dimensions, draw) => {
    const length = 10 ** (draw() * 38);
    return Float32Array.from({ length: dimensions }, () => draw() * length);
  },
  "zero, and nearly": (dimensions, draw, i) => Float32Array.from({ length: dimensions }, () => (i % 2 === 0 ? 0 : draw() * 1e-20)),
  "halfway between codes": (dimensions, draw) =>
    Float32Array.from({ length: dimensions }, (_, d) => (d === 0 ? 1 : (Math.floor(draw() * 127) + 0.5) / 127)),
  "better with every row: the threshold never helps": (dimensions, draw, i) =>
    Float32Array.from({ length: dimensions }, (_, d) => 1 + i * 0.01 + draw() * 1e-6 * d),
};

describe("the embedded index equals exact search to the bit", () => {
  for (const [name, make] of Object.entries(makers)) {
    it(name, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            seed: fc.integer(),
            dimensions: fc.constantFrom(1, 2, 3, 5, 16, 63, 64, 130),
            items: fc.oneof(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 4096, max: 6000 })),
            limit: fc.integer({ min: 1, max: 60 }),
            skipped: fc.nat(100),
            removed: fc.nat(300),
            queryLike: fc.constantFrom(...Object.keys(makers)),
          }),
          async ({ seed, dimensions, items, limit, skipped, removed, queryLike }) => {
            const draw = uniform(seed);
            const key = (i: number): number => (i * 7_919 + 13) % 100_003;
            const entries = Array.from({ length: items }, (_, i) => ({ key: key(i), vector: make(dimensions, draw, i), version: 1 }));
            const gone = Array.from({ length: removed }, () => key(Math.floor(Math.abs(draw()) * items)));
            const skip = new Set(Array.from({ length: skipped }, () => key(Math.floor(Math.abs(draw()) * items))));
            const query = (makers[queryLike] ?? make)(dimensions, draw, 1);
            const exact = memoryVectorIndex({ dimensions });
            const embedded = embeddedVectorIndex({ dimensions });
            for (const index of [exact, embedded]) {
              await index.upsert("t", entries);
              await index.remove("t", gone);
            }
            for (const [wanted, left] of [
              [limit, skip],
              [limit, undefined],
              [items, undefined],
            ] as const) {
              const scope = { skip: left };
              expect(await embedded.search("t", query, wanted, scope)).toEqual(await exact.search("t", query, wanted, scope));
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  }

  it("gives zero vectors their places when everything else is worse, though their bounds leave no room", async () => {
    const index = embeddedVectorIndex({ dimensions: 4 });
    const vector = (value: number): Float32Array => new Float32Array(4).fill(value);
    await index.upsert(
      "t",
      Array.from({ length: 3000 }, (_, key) => ({ key, vector: vector(key % 2 === 0 ? 0 : -1), version: 1 })),
    );
    expect([...(await index.search("t", vector(1), 3)).keys]).toEqual([0, 2, 4]);
  });

  it("finds rows that a sample of slabs misses: the guessed threshold is only a guess", async () => {
    const index = embeddedVectorIndex({ dimensions: 4 });
    const draw = uniform(5);
    // Slabs of 256 rows, of which every second, fourth ... is sampled: all the good rows are in slabs 0, 2, 4 or all in 1, 3, 5.
    for (const good of [0, 1]) {
      const rows = Array.from({ length: 8192 }, (_, key) => {
        const size = Math.floor(key / 256) % 2 === good ? 1 + draw() * 0.1 : 0.1 + draw() * 0.01;
        return { key, vector: new Float32Array(4).fill(size), version: 1 };
      });
      await index.upsert(`${good}`, rows);
      const twin = memoryVectorIndex({ dimensions: 4 });
      await twin.upsert("t", rows);
      for (const limit of [1, 300, 4000, 5000, 8192]) {
        const query = Float32Array.of(1, 0.5, 0.25, 0.125);
        expect(await index.search(`${good}`, query, limit)).toEqual(await twin.search("t", query, limit));
      }
    }
  });

  it("scores few rows twice: most are ruled out by their codes", () => {
    const arena = new VectorArena(64);
    const draw = uniform(11);
    const normal = (): Float32Array => Float32Array.from({ length: 64 }, () => draw() + draw() + draw());
    const slabs = Array.from({ length: 40 }, () => arena.allocate());
    for (const slab of slabs) for (let row = 0; row < 256; row++) arena.write(slab, row, row, normal(), 1);
    const reach = arena.setQuery(normal()) ?? Number.NaN;
    const shortlist = new Shortlist();
    shortlist.begin(100);
    for (const [s, slab] of slabs.entries()) shortlist.add(arena, arena.scan(slab, 256, s * 256, reach, shortlist.threshold));
    const left = shortlist.finish()?.length;
    expect(left).toBeGreaterThanOrEqual(100);
    expect(left).toBeLessThan(200);
  });
});

function uniform(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 31 - 1;
  };
}
