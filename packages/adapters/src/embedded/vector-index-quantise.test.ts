import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantiseQuery, quantiseRow, queryCodeMax } from "./vector-index-quantise.ts";

const component = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) });
const pair = fc
  .integer({ min: 1, max: 80 })
  .chain((length) => fc.tuple(...[0, 1].map(() => fc.array(component, { minLength: length, maxLength: length }))));

describe("quantised inner products", () => {
  it("differ from the exact ones by at most radius x reach", () => {
    fc.assert(
      fc.property(pair, ([rowValues = [], queryValues = []]) => {
        const row = Float32Array.from(rowValues);
        const query = Float32Array.from(queryValues);
        const code = { codes: new Int8Array(row.length), scale: 0, radius: 0 };
        const queryCodes = new Int16Array(query.length);
        quantiseRow(row, code);
        const reach = quantiseQuery(query, queryCodes);
        fc.pre(reach !== undefined);
        const step = Math.hypot(...query) / reach;
        const estimate = code.codes.reduce((sum, value, d) => sum + value * (queryCodes[d] ?? 0), 0) * code.scale;
        const exact = row.reduce((sum, value, d) => sum + value * (query[d] ?? 0), 0) / step;
        expect(Math.abs(exact - estimate)).toBeLessThanOrEqual(code.radius * reach);
      }),
      { numRuns: 500 },
    );
  });

  it("is tight where codes are exact, so that few rows have to be scored again", () => {
    const code = { codes: new Int8Array(64), scale: 0, radius: 0 };
    quantiseRow(new Float32Array(64).fill(127), code);
    expect(code.radius).toBeLessThan(127 * 8 * 2e-4);
  });

  it("leaves room in 32 bits at every number of dimensions", () => {
    for (const dimensions of [1, 64, 516, 517, 4096]) expect(127 * queryCodeMax(dimensions) * dimensions).toBeLessThan(2 ** 31);
  });

  it("does without codes where relative bounds end", () => {
    const code = { codes: new Int8Array(1), scale: 1, radius: 1 };
    for (const [value, radius] of [
      [0, 0],
      [1e-13, Infinity],
      [1e13, Infinity],
    ] as const) {
      quantiseRow(Float32Array.of(value), code);
      expect([code.codes[0], code.scale, code.radius]).toEqual([0, 0, radius]);
      expect(quantiseQuery(Float32Array.of(value), new Int16Array(1))).toBeUndefined();
    }
  });
});
