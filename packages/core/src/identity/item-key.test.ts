import { describe, expect, it } from "vitest";
import { itemKey } from "./item-key.ts";

describe("itemKey", () => {
  it("stays what it was: stored state and vectors carry it", () => {
    expect(["", "track-1", "track-2", "é😀"].map(itemKey)).toEqual([8302036014920, 98890296708753, 269308296073676, 204654169558524]);
  });

  it("is a whole number below 2^48, and tells 200,000 catalogue-like ids apart", () => {
    const keys = Array.from({ length: 200_000 }, (_, i) => itemKey(`item-${i}`));
    expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0 && key < 2 ** 48)).toBe(true);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
