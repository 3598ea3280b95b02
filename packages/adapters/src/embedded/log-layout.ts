import type { LogRecord } from "@attune/core/ports/log";

/**
 * How a topic lies in its LMDB environment, every number big-endian so that byte order is key order:
 * - `0` ends: per partition the next offset and the live bytes, two doubles each; one read answers for all partitions
 * - `1 partition(2) offset(6)` a record: timestamp (double), length of the key (2), key, value
 * - `2 partition(2) key` of a compacted topic: offset and size of the key's only record
 * - `3 partition(2) offset(6)` marks that this record is a tombstone
 * - `4 group` who consumes for the group
 * - `5` of the events: the first partition that is written, as a number of 2 bytes; nothing for 0
 */
export const ENDS_KEY = Buffer.from([0]);
export const FIRST_PARTITION_KEY = Buffer.from([5]);
const RECORD = 1;
const LATEST = 2;
const TOMBSTONE = 3;
const LEASE = 4;
const MAX_KEY_BYTES = 1024;
const HEADER_BYTES = 10;

export interface PartitionEnd {
  end: number;
  /** Bytes of keys and values of the records that are kept. */
  liveBytes: number;
}

export interface EncodedRecord {
  readonly partition: number;
  readonly key: Buffer;
  readonly bytes: Buffer;
  readonly isTombstone: boolean;
}

export function encodeRecord(record: { partition: number; key: string; value: Uint8Array; timestampMs: number }): EncodedRecord {
  const key = Buffer.from(record.key, "utf8");
  if (key.length > MAX_KEY_BYTES) throw new RangeError(`a record's key may have ${MAX_KEY_BYTES} bytes, this one has ${key.length}`);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + key.length + record.value.length);
  bytes.writeDoubleBE(record.timestampMs, 0);
  bytes.writeUInt16BE(key.length, 8);
  key.copy(bytes, HEADER_BYTES);
  bytes.set(record.value, HEADER_BYTES + key.length);
  return { partition: record.partition, key, bytes, isTombstone: record.value.length === 0 };
}

export function decodeRecord(offset: number, bytes: Buffer): LogRecord {
  const valueAt = HEADER_BYTES + bytes.readUInt16BE(8);
  return { offset, key: bytes.toString("utf8", HEADER_BYTES, valueAt), value: bytes.subarray(valueAt), timestampMs: bytes.readDoubleBE(0) };
}

export function timestampOf(bytes: Buffer): number {
  return bytes.readDoubleBE(0);
}

export function keyOf(bytes: Buffer): Buffer {
  return bytes.subarray(HEADER_BYTES, HEADER_BYTES + bytes.readUInt16BE(8));
}

export const recordKey = (partition: number, offset: number): Buffer => offsetKey(RECORD, partition, offset);
export const tombstoneKey = (partition: number, offset: number): Buffer => offsetKey(TOMBSTONE, partition, offset);
export const offsetOf = (key: Buffer): number => key.readUIntBE(3, 6);

function offsetKey(kind: number, partition: number, offset: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = kind;
  key.writeUInt16BE(partition, 1);
  key.writeUIntBE(offset, 3, 6);
  return key;
}

export function latestKey(partition: number, key: Buffer): Buffer {
  return Buffer.concat([Buffer.from([LATEST, partition >> 8, partition & 0xff]), key]);
}

export function leaseKey(group: string): Buffer {
  return Buffer.concat([Buffer.from([LEASE]), Buffer.from(group, "utf8")]);
}

export function encodeLatest(offset: number, sizeBytes: number): Buffer {
  const latest = Buffer.allocUnsafe(10);
  latest.writeUIntBE(offset, 0, 6);
  latest.writeUInt32BE(sizeBytes, 6);
  return latest;
}

export function decodeLatest(latest: Buffer): { offset: number; sizeBytes: number } {
  return { offset: latest.readUIntBE(0, 6), sizeBytes: latest.readUInt32BE(6) };
}

export const BYTES_PER_END = 16;

export function encodeEnds(ends: readonly PartitionEnd[]): Buffer {
  const bytes = Buffer.allocUnsafe(ends.length * BYTES_PER_END);
  ends.forEach(({ end, liveBytes }, partition) => {
    bytes.writeDoubleBE(end, partition * BYTES_PER_END);
    bytes.writeDoubleBE(liveBytes, partition * BYTES_PER_END + 8);
  });
  return bytes;
}

export function decodeEnds(bytes: Buffer | undefined, partitions: number): PartitionEnd[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const at = partition * BYTES_PER_END;
    if (bytes === undefined || bytes.length < at + BYTES_PER_END) return { end: 0, liveBytes: 0 };
    return { end: bytes.readDoubleBE(at), liveBytes: bytes.readDoubleBE(at + 8) };
  });
}
