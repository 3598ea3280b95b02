import { describe, expect, it } from "vitest";
import { type DeadLetter, deadLetterKey, fingerprintOf, groupLetters } from "./dead-letter.ts";
import { LetterAllowance } from "./letter-allowance.ts";

const letter = (id: string, fingerprint: string, atMs: number): DeadLetter => ({
  id,
  tenant: "t1",
  source: "ingest",
  code: "schema_violation",
  path: "properties.colour",
  message: "is required",
  fingerprint,
  atMs,
});

it("is keyed so that a person's letters are found", () => {
  expect(deadLetterKey({ tenant: "t1", subject: "s1" })).toBe("t1|s1");
  expect(deadLetterKey({ tenant: "t1" })).toBe("t1|");
});

describe("fingerprintOf", () => {
  it("does not tell positions apart", () => {
    const first = fingerprintOf("play", "schema_violation", "properties.tags[3]");
    expect(first).toBe("play schema_violation properties.tags[]");
    expect(fingerprintOf("play", "schema_violation", "properties.tags[12]")).toBe(first);
    expect(fingerprintOf(undefined, "unknown_type", "type")).toBe("- unknown_type type");
  });
});

describe("groupLetters", () => {
  it("counts each letter once, largest group first, with the newest as sample", () => {
    const letters = [letter("a", "x", 3), letter("b", "y", 1), letter("c", "y", 5), letter("c", "y", 5), letter("d", "y", 2)];
    expect(groupLetters(letters)).toMatchObject([
      { fingerprint: "y", count: 3, firstAtMs: 1, lastAtMs: 5, sample: { id: "c" } },
      { fingerprint: "x", count: 1, firstAtMs: 3, lastAtMs: 3, sample: { id: "a" } },
    ]);
    expect(groupLetters([])).toEqual([]);
  });
});

describe("LetterAllowance", () => {
  it("grants so many a minute to each tenant and counts the rest", () => {
    const allowance = new LetterAllowance(3);
    expect([allowance.take("a", 2, 0), allowance.take("a", 2, 59_999), allowance.take("a", 1, 59_999)]).toEqual([2, 1, 0]);
    expect(allowance.take("b", 3, 0)).toBe(3);
    expect(allowance.take("a", 5, 60_000)).toBe(3);
    expect([allowance.notKept("a"), allowance.notKept("b"), allowance.notKept("c")]).toEqual([4, 0, 0]);
  });
});
