import type { LaneName, LanePartition } from "@attune/core/ports/state-store";

/**
 * How state keys lie in LMDB, every number big-endian:
 * - `0 lane+partition(2)` the lane partition's epoch and offset
 * - `1 segment` number of an interned segment; `1` alone how many there are
 * - `lane+partition(2) segment number(1 to 3) rest` a value
 *
 * There is one key for every person, and all of a tenant's begin alike (`s<tenant>|…`): that first segment, up to and with its bar, is
 * replaced by a number given at its first use (36 bytes of a UUID tenant become one). Number 0 is "no segment": a key without a bar, or
 * one that came after MAX_SEGMENTS others and is stored as it is.
 */
export const MAX_SEGMENTS = 65_536;
export const MAX_KEY_BYTES = 1_024;
export const SEGMENT_COUNT_KEY = Buffer.from([1]);
const LANES: Record<LaneName, number> = { users: 0x10, items: 0x20, learner: 0x30, ledger: 0x40 };
const ONE_BYTE_SEGMENTS = 0xf0;

export function lanePrefix({ lane, partition }: LanePartition): Buffer {
  if (!(Number.isInteger(partition) && partition >= 0 && partition < 4096)) throw new RangeError(`a lane has no partition ${partition}`);
  return Buffer.from([LANES[lane] | (partition >> 8), partition & 0xff]);
}

export const laneMetaKey = (lane: LanePartition): Buffer => Buffer.concat([Buffer.from([0]), lanePrefix(lane)]);
export const segmentKey = (segment: string): Buffer => Buffer.from(`\u0001${segment}`, "utf8");

/** The part that is interned: up to the first bar and with it, "" for none. */
export function segmentOf(key: string): string {
  return key.slice(0, key.indexOf("|") + 1);
}

function segmentBytes(segment: number): number[] {
  return segment < ONE_BYTE_SEGMENTS ? [segment] : [ONE_BYTE_SEGMENTS | (segment >> 16), (segment >> 8) & 0xff, segment & 0xff];
}

export function valueKey(lane: LanePartition, segment: number, rest: string): Buffer {
  const key = Buffer.concat([lanePrefix(lane), Buffer.from(segmentBytes(segment)), Buffer.from(rest, "utf8")]);
  if (key.length > MAX_KEY_BYTES) throw new RangeError(`a state key may have ${MAX_KEY_BYTES} bytes, this one has ${key.length}`);
  return key;
}

/** What of a value's key is its own text, given the number it was stored under. */
export function restOf(key: Buffer, segment: number): string {
  return key.toString("utf8", 2 + segmentBytes(segment).length);
}

/** First key after all that begin with `key`. */
export function afterPrefix(key: Buffer): Buffer {
  const after = Buffer.from(key);
  let last = after.length - 1;
  while (after[last] === 0xff) last--;
  after[last] = (after[last] as number) + 1;
  return after.subarray(0, last + 1);
}
