import { expect, test } from "vitest";
import { attemptThrottle } from "./attempt-throttle.ts";

function throttleAt(limit = 5) {
  const clock = { ms: 0 };
  return { clock, throttle: attemptThrottle({ limit, windowMs: 60_000, nowMs: () => clock.ms }) };
}
const times = (count: number, act: () => boolean) => Array.from({ length: count }, act);

test("five attempts within a minute are let through, the sixth when the first is a minute old", () => {
  const { clock, throttle } = throttleAt();
  const take = () => throttle.take("ann@a.example");
  expect(times(6, take)).toEqual([true, true, true, true, true, false]);
  clock.ms = 59_999;
  expect(take()).toBe(false);
  clock.ms = 60_000;
  expect(take()).toBe(true);
});

test("a refused attempt does not lengthen the wait", () => {
  const { clock, throttle } = throttleAt(1);
  throttle.take("a");
  for (clock.ms = 1_000; clock.ms < 60_000; clock.ms += 1_000) expect(throttle.take("a")).toBe(false);
  expect(throttle.take("a")).toBe(true);
});

test("names do not wait for each other, and a success forgets the failures", () => {
  const { throttle } = throttleAt(2);
  times(2, () => throttle.take("a"));
  expect(throttle.take("b")).toBe(true);
  throttle.clear("a");
  expect(times(3, () => throttle.take("a"))).toEqual([true, true, false]);
});

test("what is given back counts no more", () => {
  const { throttle } = throttleAt(2);
  for (let i = 0; i < 20; i++) {
    expect(throttle.take("office")).toBe(true);
    throttle.giveBack("office");
  }
});

test("inventing names fills no memory and lets nobody go on who was slowed down lately", () => {
  const { throttle } = throttleAt(1);
  for (let i = 0; i < 10_000; i++) throttle.take(`invented-${i}`);
  throttle.take("ann");
  expect(throttle.take("ann")).toBe(false);
  expect(throttle.take("invented-0")).toBe(true);
});
