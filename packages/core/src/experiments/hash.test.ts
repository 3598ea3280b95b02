import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hash } from "./hash.ts";
import { upperIncompleteGamma } from "./incomplete-gamma.ts";
import { HASHES } from "./published-vectors.fixture.ts";

const ALIASES = Array.from({ length: 20_000 }, (_, i) => `alias-${(i * 2_654_435_761) % 4_294_967_296}`);

describe("hash", () => {
  it("gives the published values", () => {
    for (const [seed, value, expected] of HASHES) expect(hash(seed, value)).toBe(expected);
  });

  it("spreads people evenly, and independently in any two experiments", () => {
    for (let experiment = 0; experiment < 10; experiment++) {
      const cells = [0, 0, 0, 0];
      for (const alias of ALIASES) {
        const cell = Number(hash(`exp-${experiment}`, alias) >= 0.5) * 2 + Number(hash(`exp-${experiment + 1}`, alias) >= 0.5);
        cells[cell] = (cells[cell] as number) + 1;
      }
      const expected = ALIASES.length / 4;
      const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // Three degrees of freedom: evenness of both and their independence.
      expect(upperIncompleteGamma(1.5, chiSquare / 2)).toBeGreaterThan(0.001);
    }
  });

  it("is a step of 1/10,000 in [0, 1) for any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, value) => {
        const bucket = hash(seed, value);
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(1);
        expect(Math.round(bucket * 10_000) / 10_000).toBe(bucket);
      }),
    );
  });
});
