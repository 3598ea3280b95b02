import { expect, test } from "vitest";
import { zipf } from "./zipf.ts";

test("rank r comes 1/(r+1) as often as the first", () => {
  const draw = zipf(1000);
  const counts = new Uint32Array(1000);
  const draws = 200_000;
  for (let i = 0; i < draws; i++) {
    const rank = draw((i + 0.5) / draws);
    counts[rank] = (counts[rank] as number) + 1;
  }
  expect((counts[0] as number) / (counts[9] as number)).toBeCloseTo(10, 0);
  expect(counts.every((count) => count > 0)).toBe(true);
  expect([draw(0), draw(0.999999999)]).toEqual([0, 999]);
});
