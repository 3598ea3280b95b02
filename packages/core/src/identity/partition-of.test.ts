import { describe, expect, it } from "vitest";
import { murmur2, partitionOf } from "./partition-of.ts";

/** From Apache Kafka's own tests (UtilsTest.testMurmur2), with partitions among 8 and 64 computed by its formula. */
const VECTORS: readonly (readonly [key: string, hash: number, of8: number, of64: number])[] = [
  ["21", -973932308, 4, 44],
  ["foobar", -790332482, 6, 62],
  ["a-little-bit-long-string", -985981536, 0, 32],
  ["a-little-bit-longer-string", -1486304829, 3, 3],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 5, 13],
  ["abc", 479470107, 3, 27],
  ["user-42", 1459644460, 4, 44],
];

describe("partitionOf", () => {
  it.each(VECTORS)("hashes %j as Kafka does", (key, hash, of8, of64) => {
    expect(murmur2(new TextEncoder().encode(key))).toBe(hash);
    expect(partitionOf(key, 8)).toBe(of8);
    expect(partitionOf(key, 64)).toBe(of64);
  });

  it("puts everything into the only partition", () => {
    expect(partitionOf("foobar", 1)).toBe(0);
  });
});
