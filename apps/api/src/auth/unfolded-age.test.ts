import fc from "fast-check";
import { expect, it } from "vitest";
import { UnfoldedAge } from "./unfolded-age.ts";

it("grows while nothing is folded, and ends when everything is", () => {
  const age = new UnfoldedAge();
  age.look(10, 10, 0);
  expect(age.oldestMs(100)).toBe(0);
  age.look(10, 12, 200);
  age.look(10, 20, 400);
  expect(age.oldestMs(5_400)).toBe(5_200);
  age.look(12, 20, 5_600);
  expect(age.oldestMs(5_600)).toBe(5_200);
  age.look(20, 20, 5_800);
  expect(age.oldestMs(5_800)).toBe(0);
});

it("is never above the true age, and below it by no more than the time between two looks", () => {
  const steps = fc.array(fc.record({ arrive: fc.nat(5), fold: fc.nat(5) }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(steps, (looks) => {
      const age = new UnfoldedAge();
      const arrivedMs: number[] = [];
      let folded = 0;
      looks.forEach(({ arrive, fold }, i) => {
        const nowMs = i * 200;
        // What arrives between two looks does so in the middle.
        for (let n = 0; n < arrive; n++) arrivedMs.push(nowMs - 100);
        folded = Math.min(arrivedMs.length, folded + fold);
        age.look(folded, arrivedMs.length, nowMs);
        const trueMs = folded === arrivedMs.length ? 0 : nowMs - (arrivedMs[folded] as number);
        expect(age.oldestMs(nowMs)).toBeLessThanOrEqual(trueMs);
        expect(age.oldestMs(nowMs)).toBeGreaterThanOrEqual(trueMs - 200);
      });
    }),
  );
});

it("stays small however long it lasts", () => {
  const age = new UnfoldedAge();
  for (let i = 1; i < 100_000; i++) age.look(0, i, i * 200);
  expect(age.oldestMs(100_000 * 200)).toBe(99_999 * 200);
});
