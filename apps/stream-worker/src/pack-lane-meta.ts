import type { ItemLaneState } from "@attune/core/flows/fold-item-delta";
import { ByteReader } from "@attune/core/packing/byte-reader";
import { ByteWriter } from "@attune/core/packing/byte-writer";

/** Bookkeeping of a user lane partition: by tenant, the newest event time seen. */
export function packUserMeta(maxSeenMs: ReadonlyMap<string, number>): Uint8Array {
  const out = new ByteWriter().varint(maxSeenMs.size);
  for (const [tenant, ms] of maxSeenMs) out.text(tenant).varint(ms);
  return out.finish();
}

export function unpackUserMeta(bytes: Uint8Array): Map<string, number> {
  const reader = new ByteReader(bytes);
  const maxSeenMs = new Map<string, number>();
  for (let n = reader.varint(); n > 0; n--) maxSeenMs.set(reader.text(), reader.varint());
  return maxSeenMs;
}

/** Bookkeeping of an item lane partition: newest offset of each source, and by tenant and source its watermark. */
export function packItemMeta({ sources, watermarks }: ItemLaneState): Uint8Array {
  const out = new ByteWriter();
  writeNumbers(out, sources);
  out.varint(watermarks.size);
  for (const tenant of [...watermarks.keys()].sort()) writeNumbers(out.text(tenant), watermarks.get(tenant) as Map<number, number>);
  return out.finish();
}

export function unpackItemMeta(bytes: Uint8Array, partition: number): ItemLaneState {
  const reader = new ByteReader(bytes);
  const sources = readNumbers(reader);
  const watermarks = new Map<string, Map<number, number>>();
  for (let n = reader.varint(); n > 0; n--) watermarks.set(reader.text(), readNumbers(reader));
  return { partition, sources, watermarks };
}

function writeNumbers(out: ByteWriter, numbers: ReadonlyMap<number, number>): void {
  out.varint(numbers.size);
  for (const key of [...numbers.keys()].sort((a, b) => a - b)) out.varint(key).varint(numbers.get(key) as number);
}

function readNumbers(reader: ByteReader): Map<number, number> {
  const numbers = new Map<number, number>();
  for (let n = reader.varint(); n > 0; n--) numbers.set(reader.varint(), reader.varint());
  return numbers;
}
