import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueAt } from "./due-at.ts";

const day = (text: string) => Date.parse(`${text}T15:30:00Z`);
const end = (text: string) => Date.parse(`${text}T23:59:59.999Z`);
const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });

describe("dueAt", () => {
  it.each([
    ["2026-01-15", "2026-02-15"],
    ["2026-01-31", "2026-02-28"],
    ["2028-01-31", "2028-02-29"],
    ["2026-03-31", "2026-04-30"],
    ["2026-12-31", "2027-01-31"],
    ["2026-02-28", "2026-03-28"],
  ])("gives one calendar month under the GDPR: %s -> %s", (received, due) => {
    expect(dueAt("gdpr", day(received))).toBe(end(due));
  });

  it.each([
    ["2026-01-01", "2026-02-15"],
    ["2028-02-01", "2028-03-17"],
  ])("gives 45 days under the CCPA: %s -> %s", (received, due) => {
    expect(dueAt("ccpa", day(received))).toBe(end(due));
  });

  it("is in the next month under the GDPR, never on a later day of it, and 45 whole days later under the CCPA", () => {
    fc.assert(
      fc.property(instant, (receivedAtMs) => {
        const [received, due] = [new Date(receivedAtMs), new Date(dueAt("gdpr", receivedAtMs))];
        expect((due.getUTCFullYear() - received.getUTCFullYear()) * 12 + due.getUTCMonth() - received.getUTCMonth()).toBe(1);
        expect(due.getUTCDate()).toBeLessThanOrEqual(received.getUTCDate());
        if (due.getUTCDate() < received.getUTCDate()) expect(new Date(due.getTime() + 1).getUTCDate()).toBe(1);
        expect(Math.floor(dueAt("ccpa", receivedAtMs) / 86_400_000) - Math.floor(receivedAtMs / 86_400_000)).toBe(45);
      }),
    );
  });
});
