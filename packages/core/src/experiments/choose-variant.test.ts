import { describe, expect, it } from "vitest";
import { bucketRanges, chooseVariant } from "./choose-variant.ts";
import { BUCKET_RANGES, CHOICES } from "./published-vectors.fixture.ts";

describe("bucketRanges", () => {
  it.each(BUCKET_RANGES)("lays the published ranges: %s", (_, [variants, coverage, weights], expected) => {
    const ranges = bucketRanges(variants, coverage, weights ?? undefined);
    expect(ranges.length).toBe(expected.length);
    for (const [i, [from, to]] of expected.entries()) {
      expect(ranges[i]?.[0]).toBeCloseTo(from, 12);
      expect(ranges[i]?.[1]).toBeCloseTo(to, 12);
    }
  });
});

describe("chooseVariant", () => {
  it.each(CHOICES)("chooses as published: %s", (_, bucket, ranges, expected) => {
    expect(chooseVariant(bucket, ranges)).toBe(expected);
  });
});
