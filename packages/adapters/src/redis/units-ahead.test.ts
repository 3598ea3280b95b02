import { expect, it } from "vitest";
import { UnitsAhead } from "./units-ahead.ts";

it("spends what ends first, all or nothing, and nothing that has ended", () => {
  const ahead = new UnitsAhead();
  expect(ahead.spend(1, 0)).toBe(false);
  ahead.add(3, 50);
  ahead.add(4, 80);
  expect(ahead.spend(8, 10)).toBe(false);
  expect(ahead.spend(2, 10)).toBe(true);
  expect(ahead.left(50)).toBe(5);
  expect(ahead.left(51)).toBe(4);
  expect(ahead.spend(5, 51)).toBe(false);
  expect(ahead.spend(4, 80)).toBe(true);
  expect(ahead.left(80)).toBe(0);
});
