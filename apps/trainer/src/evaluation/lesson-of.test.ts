import { FEATURE_COUNT } from "@attune/core/ranking/features";
import type { Decision } from "@attune/core/ranking/schema";
import { describe, expect, it } from "vitest";
import { lessonOf } from "./lesson-of.ts";

/** Candidates 0 to 99, best first; the first feature of each is its number. */
const decision: Decision = {
  candidates: Array.from({ length: 100 }, (_, key) => ({ key })),
  scores: new Float64Array(100),
  features: Float32Array.from({ length: 100 * FEATURE_COUNT }, (_, i) => (i % FEATURE_COUNT === 0 ? i / FEATURE_COUNT : 0)),
  weights: new Float64Array(FEATURE_COUNT),
  proposals: [],
  filled: false,
};

const rowsOf = (number: number, relevant: ReadonlySet<number>) => {
  const lesson = lessonOf(decision, relevant, number);
  return Array.from(lesson?.labels ?? [], (label, row) => ({ label, key: lesson?.features[row * FEATURE_COUNT] as number }));
};

describe("lessonOf", () => {
  it("labels the right items, wherever they stand, and nothing else", () => {
    const rows = rowsOf(1, new Set([3, 97]));
    expect(
      rows
        .filter(({ label }) => label === 1)
        .map(({ key }) => key)
        .toSorted((a, b) => a - b),
    ).toEqual([3, 97]);
    expect(rows.length).toBeGreaterThan(15);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it("takes wrong answers from everywhere alike, and puts the right one anywhere", () => {
    const lessons = Array.from({ length: 400 }, (_, number) => rowsOf(number, new Set([50])));
    const wrong = lessons.flat().filter(({ label }) => label === 0);
    const high = wrong.filter(({ key }) => key < 50).length / wrong.length;
    // A half, within five standard deviations of about 7,000 draws.
    expect(Math.abs(high - 50 / 99)).toBeLessThan(0.03);
    const places = lessons.map((rows) => rows.findIndex(({ label }) => label === 1) / (rows.length - 1));
    expect(Math.abs(places.reduce((a, b) => a + b, 0) / places.length - 0.5)).toBeLessThan(0.08);
  });

  it("has nothing to teach when no right item was a candidate", () => {
    expect(lessonOf(decision, new Set([1000]), 1)).toBeUndefined();
  });
});
