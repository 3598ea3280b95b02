import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

describe("BoundedCache", () => {
  it("never holds more than twice its capacity and always the newest entry", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 200 }), (keys) => {
        const cache = new BoundedCache<number, string>(5);
        for (const key of keys) {
          cache.set(key, `v${key}`);
          expect(cache.get(key)).toBe(`v${key}`);
          expect(cache.size).toBeLessThanOrEqual(10);
        }
      }),
    );
  });

  it("keeps what is used and forgets what is not", () => {
    const cache = new BoundedCache<string, number>(2);
    cache.set("used", 1);
    cache.set("unused", 2);
    for (let i = 0; i < 4; i++) {
      cache.set(`other${i}`, i);
      expect(cache.get("used")).toBe(1);
    }
    expect(cache.get("unused")).toBeUndefined();
  });

  it("replaces and deletes", () => {
    const cache = new BoundedCache<string, number>(1);
    cache.set("a", 1);
    cache.set("b", 2);
    cache.set("a", 3);
    expect(cache.get("a")).toBe(3);
    cache.delete("a");
    expect(cache.get("a")).toBeUndefined();
  });
});
