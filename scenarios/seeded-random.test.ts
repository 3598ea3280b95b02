import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).next);
  expect(draw("a")).toEqual(draw("a"));
  expect(draw("a")).not.toEqual(draw("b"));
});

test("uniform, normal and weighted draws have their moments", () => {
  const random = seededRandom("moments");
  const mean = (draw: () => number) => Array.from({ length: 20_000 }, draw).reduce((sum, x) => sum + x, 0) / 20_000;
  expect(mean(random.next)).toBeCloseTo(0.5, 1);
  expect(mean(random.normal)).toBeCloseTo(0, 1);
  expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
  expect(mean(() => random.weighted([1, 0, 3]))).toBeCloseTo(1.5, 1);
  expect(Array.from({ length: 1000 }, () => random.weighted([1, 0, 3]))).not.toContain(1);
});
