import { expect, test } from "vitest";
import { axisText, measureText, type Unit } from "./measures.ts";

test.each<[number, Unit, string]>([
  [0, "per-second", "0/s"],
  [3.25, "per-second", "3.3/s"],
  [1_234.4, "per-second", "1,234/s"],
  [3.14, "ms", "3.1 ms"],
  [48.6, "ms", "49 ms"],
  [61_500, "ms", "62 s"],
  [0.0815, "share", "8.2 %"],
  [12, "count", "12"],
  [1_250_000, "count", "1.3M"],
])("%d %s reads %s", (value, unit, text) => expect(measureText(value, unit)).toBe(text));

test("axis text is short", () => {
  expect(axisText(0.125, "share")).toBe("12.5 %");
  expect(axisText(2_500, "per-second")).toBe("2500");
  expect(axisText(25_000, "per-second")).toBe("25K");
});
