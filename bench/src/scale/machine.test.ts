import { expect, test } from "vitest";
import { Machine, type Station } from "./machine.ts";

const station = (name: string, threads = 1): Station => ({ name, threads });
const endsOf = (machine: Machine, jobs: readonly (readonly [Station, number])[]) => {
  const ends: number[] = [];
  for (const [at, ms] of jobs) machine.work(at, ms, () => ends.push(machine.nowMs));
  machine.run();
  return ends;
};

test("one thread does its jobs one after the other, several threads at once", () => {
  const [one, two] = [station("one"), station("two", 2)];
  expect(
    endsOf(
      new Machine(8),
      [10, 10, 10].map((ms) => [one, ms] as const),
    ),
  ).toEqual([10, 20, 30]);
  expect(
    endsOf(
      new Machine(8),
      [10, 10, 10].map((ms) => [two, ms] as const),
    ),
  ).toEqual([10, 10, 20]);
});

test("more jobs than cores share them evenly, and who is done leaves its share to the others", () => {
  const machine = new Machine(1);
  const [short, long] = [station("short"), station("long")];
  // Both at half speed until the short one is done at 20; then 20 ms of the long one's 30 are left at full speed.
  expect(
    endsOf(machine, [
      [short, 10],
      [long, 30],
    ]),
  ).toEqual([20, 40]);
  expect([machine.busyMs(short), machine.busyMs(long)]).toEqual([10, 30]);
});

test("waiting takes no processor", () => {
  const machine = new Machine(1);
  const at = station("at");
  const heard: (readonly [string, number])[] = [];
  machine.after(15, () => heard.push(["late", machine.nowMs]));
  machine.after(5, () => heard.push(["early", machine.nowMs]));
  machine.work(at, 10, () => machine.after(1, () => heard.push(["after the work", machine.nowMs])));
  machine.run();
  expect(heard).toEqual([
    ["early", 5],
    ["after the work", 11],
    ["late", 15],
  ]);
  expect(machine.busyMs(at)).toBe(10);
});
