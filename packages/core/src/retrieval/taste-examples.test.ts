import { expect, it } from "vitest";
import { tasteExamples } from "./taste-examples.ts";

it("names each seed as often as it weighs beside the strongest", () => {
  const seeds = [1, 0.8, 0.64, 0.512].map((weight, key) => ({ key, weight: weight * 3 }));
  const { positive, negative } = tasteExamples(seeds);
  expect(seeds.map(({ key }) => positive.filter((each) => each === key).length)).toEqual([8, 6, 5, 4]);
  expect(negative).toEqual([]);
  expect(tasteExamples([])).toEqual({ positive: [], negative: [] });
});
