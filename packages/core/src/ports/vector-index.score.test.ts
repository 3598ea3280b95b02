import { describe, expect, it } from "vitest";
import { innerProductScore, requireLimit, requireVersion } from "./vector-index.score.ts";

describe("innerProductScore", () => {
  it("multiplies and adds at every length, reading from the offset", () => {
    const stored = Float32Array.from([9, 9, 1, 2, 3, 4, 5, 6, 7]);
    for (let length = 0; length <= 7; length++) {
      const query = Float32Array.from({ length }, (_, d) => 10 ** d);
      const expected = Array.from({ length }, (_, d) => (d + 1) * 10 ** d).reduce((sum, term) => sum + term, 0);
      expect(innerProductScore(query, stored, 2)).toBe(expected);
    }
  });

  it("rounds once: what float32 sums would lose is kept until the end", () => {
    expect(innerProductScore(Float32Array.from([1, 1, 1]), Float32Array.from([2 ** 25, 1, -(2 ** 25)]))).toBe(1);
  });

  it("overflows to Infinity rather than to not-a-number", () => {
    expect(innerProductScore(Float32Array.from([1e30, 1]), Float32Array.from([1e30, 1]))).toBe(Infinity);
  });
});

describe("refusals", () => {
  it("names what is wrong", () => {
    for (const limit of [-1, 1.5, Number.NaN]) expect(() => requireLimit(limit)).toThrow(RangeError);
    expect(() => requireVersion(Number.NaN, "vector of item 1")).toThrow("vector of item 1 has version NaN");
  });
});
