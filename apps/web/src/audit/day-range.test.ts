import { expect, test } from "vitest";
import { dayRange } from "./day-range.ts";

test("two days reach from the start of the first to the end of the last, in the reader's zone", () => {
  const { fromMs = 0, toMs = 0 } = dayRange("2026-01-30", "2026-01-31");
  expect(new Date(fromMs).toString()).toBe(new Date(2026, 0, 30).toString());
  expect(new Date(toMs).toString()).toBe(new Date(2026, 1, 1).toString());
});

test("what is no day bounds nothing", () => {
  expect(dayRange("", "yesterday")).toEqual({});
  expect(dayRange("2026-01-30", "")).toEqual({ fromMs: new Date(2026, 0, 30).getTime() });
});
