import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryAfterMs, retryDelayMs } from "./retry-delay.ts";

describe("retryDelayMs", () => {
  const table = [
    { attempt: 0, asked: undefined, chance: 0.5, expected: 100 },
    { attempt: 3, asked: undefined, chance: 0.5, expected: 800 },
    { attempt: 60, asked: undefined, chance: 0.5, expected: 15_000 },
    { attempt: 0, asked: 2000, chance: 0, expected: 2000 },
    { attempt: 0, asked: 2000, chance: 0.5, expected: 2100 },
    { attempt: 0, asked: 1e12, chance: 0, expected: 3_600_000 },
  ];
  for (const { attempt, asked, chance, expected } of table) {
    test(`attempt ${attempt}, asked ${asked}, chance ${chance}: ${expected} ms`, () =>
      expect(retryDelayMs(attempt, asked, chance)).toBe(expected));
  }

  test("is never less than asked, and never more than half a minute on top", () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.nat(3_600_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, asked, chance) => {
          const delay = retryDelayMs(attempt, asked, chance);
          expect(delay).toBeGreaterThanOrEqual(asked);
          expect(delay).toBeLessThanOrEqual(asked + 30_000);
        },
      ),
    );
  });
});

describe("retryAfterMs", () => {
  const nowMs = Date.parse("2026-01-31T12:00:00Z");
  const table = [
    { header: null, expected: undefined },
    { header: "3", expected: 3000 },
    { header: "Sat, 31 Jan 2026 12:00:07 GMT", expected: 7000 },
    { header: "Sat, 31 Jan 2026 11:00:00 GMT", expected: 0 },
    { header: "soon", expected: undefined },
  ];
  for (const { header, expected } of table) test(`${header}`, () => expect(retryAfterMs(header, nowMs)).toBe(expected));
});
