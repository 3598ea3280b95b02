import { describe, expect, it } from "vitest";
import { addToVector, behaviourVector } from "./behaviour-vector.ts";
import { emptyItemState } from "./item-state.ts";
import { ITEM_MODEL } from "./model-settings.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const GENERATION_MS = 16 * ITEM_MODEL.neighbours.halfLifeMs;
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function vectorOf(neighbours: readonly (readonly [key: number, weight: number, atMs: number])[]): Float32Array {
  const state = emptyItemState("item");
  for (const [key, weight, atMs] of neighbours) addToVector(state, key, atMs, weight);
  return behaviourVector(state);
}

describe("behaviour vector", () => {
  it("puts items with the same neighbours near each other, and others far", () => {
    const range = (from: number) => Array.from({ length: 30 }, (_, i) => [from + i * 7919, 1, NOW_MS] as const);
    const [a, b, other] = [vectorOf(range(1)), vectorOf([...range(1), [999_999, 1, NOW_MS]]), vectorOf(range(5_000_003))];
    expect(cosine(a, b)).toBeGreaterThan(0.9);
    expect(Math.abs(cosine(a, other))).toBeLessThan(0.5);
  });

  it("has unit length, or none at all", () => {
    expect(cosine(vectorOf([[1, 3, NOW_MS]]), vectorOf([[1, 9, NOW_MS]]))).toBeCloseTo(1, 5);
    expect([...vectorOf([])].every((value) => value === 0)).toBe(true);
  });

  it("forgets what is two generations old, and nothing comes back late", () => {
    const fresh = vectorOf([[2, 1, NOW_MS]]);
    expect(
      vectorOf([
        [1, 100, NOW_MS - 2 * GENERATION_MS],
        [2, 1, NOW_MS],
      ]),
    ).toEqual(fresh);
    expect(
      vectorOf([
        [2, 1, NOW_MS],
        [1, 100, NOW_MS - 2 * GENERATION_MS],
      ]),
    ).toEqual(fresh);
  });
});
