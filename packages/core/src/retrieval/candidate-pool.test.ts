import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandidatePool } from "./candidate-pool.ts";

describe("candidate pool", () => {
  it("numbers items in order of appearance, as a map would", () => {
    // Few different lower bits, so that slots collide.
    const key = fc.tuple(fc.nat(2 ** 16 - 1), fc.nat(7)).map(([high, low]) => high * 2 ** 32 + low);
    fc.assert(
      fc.property(fc.array(key, { maxLength: 80 }), (keys) => {
        const pool = new CandidatePool(keys.length);
        const rows = new Map<number, number>();
        for (const each of keys) {
          if (!rows.has(each)) rows.set(each, rows.size);
          expect(pool.add(each)).toBe(rows.get(each));
        }
        expect(pool.size).toBe(rows.size);
        for (const [each, row] of rows) expect(pool.keys[row]).toBe(each);
      }),
    );
  });

  it("refuses more than it has room for", () => {
    const pool = new CandidatePool(1);
    pool.add(0);
    expect(pool.add(0)).toBe(0);
    expect(() => pool.add(1)).toThrow(RangeError);
  });
});

it("a pool that begins again knows nothing of the decision before, whatever its size", () => {
  const sizes = fc.array(fc.array(fc.nat(2 ** 40), { maxLength: 40 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(sizes, (decisions) => {
      const pool = new CandidatePool();
      for (const keys of decisions) {
        pool.begin(keys.length);
        const columns = [pool.column(), pool.column()];
        const distinct = [...new Set(keys)];
        expect(keys.map((key) => pool.add(key))).toEqual(keys.map((key) => distinct.indexOf(key)));
        expect([...pool.keys.subarray(0, pool.size)]).toEqual(distinct);
        for (const column of columns) {
          expect(column.subarray(0, keys.length).every((value) => value === 0)).toBe(true);
          column.fill(7);
        }
      }
    }),
  );
});
