import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { type TopEntries, TopList } from "./top-list.ts";

export function packTopList(list: TopList, out: ByteWriter): Uint8Array {
  const { keys, scores } = list.entries();
  out.varint(keys.length);
  for (let i = 0; i < keys.length; i++) out.u48(keys[i] as number).f64(scores[i] as number);
  return out.finish();
}

export function unpackTopEntries(bytes: Uint8Array): TopEntries {
  const reader = new ByteReader(bytes);
  const length = reader.varint();
  const entries = { keys: new Float64Array(length), scores: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    entries.keys[i] = reader.u48();
    entries.scores[i] = reader.f64();
  }
  return entries;
}

export function unpackTopList(bytes: Uint8Array, limit: number): TopList {
  return new TopList(limit, unpackTopEntries(bytes));
}
