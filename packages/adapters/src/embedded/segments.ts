import type { RootDatabase } from "lmdb";
import { MAX_SEGMENTS, SEGMENT_COUNT_KEY, segmentKey } from "./compact-key.ts";

/**
 * Numbers of interned key segments (see compact-key.ts). A number once given never changes, so every process may remember it;
 * `intern` must run inside a write transaction.
 */
export function segments(db: RootDatabase<Buffer, Buffer>) {
  const known = new Map<string, number>([["", 0]]);

  const peek = (segment: string): number | undefined => known.get(segment) ?? db.getBinary(segmentKey(segment))?.readUInt32BE(0);

  return {
    /** For use within a write transaction: what is found there may not be committed yet, so it is not remembered. */
    peek,

    find(segment: string): number | undefined {
      const found = peek(segment);
      if (found !== undefined) known.set(segment, found);
      return found;
    },

    intern(segment: string): number | undefined {
      const found = peek(segment);
      if (found !== undefined) return found;
      const count = db.getBinary(SEGMENT_COUNT_KEY)?.readUInt32BE(0) ?? 0;
      if (count >= MAX_SEGMENTS) return undefined;
      const number = Buffer.alloc(4);
      number.writeUInt32BE(count + 1);
      db.put(SEGMENT_COUNT_KEY, number);
      db.put(segmentKey(segment), number);
      return count + 1;
    },

    /** Every segment with its number, in the order of its bytes. */
    *all(): Iterable<readonly [segment: string, number: number]> {
      const range = db.getRange({ start: segmentKey(" ").subarray(0, 1), end: Buffer.from([2]) });
      for (const { key, value } of range) if (key.length > 1) yield [key.toString("utf8", 1), value.readUInt32BE(0)];
    },
  };
}
