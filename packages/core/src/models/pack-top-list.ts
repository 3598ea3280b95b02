import type { ItemKey } from "../identity/item-key.ts";
import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { TopList } from "./top-list.ts";

/** Strongest first, in columns: item keys and their landmark scores. */
export interface TopEntries {
  readonly keys: Float64Array;
  readonly scores: Float64Array;
}

export const NO_ENTRIES: TopEntries = { keys: new Float64Array(0), scores: new Float64Array(0) };

export function packTopList(list: TopList, out: ByteWriter): Uint8Array {
  const entries = list.entries();
  out.varint(entries.length);
  for (const [key, score] of entries) out.u48(key).f64(score);
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
  const { keys, scores } = unpackTopEntries(bytes);
  return new TopList(limit, Array.from(keys, (key, i) => [key, scores[i] as number] as const));
}

/** A list as serving would read it. */
export function topEntries(list: TopList): TopEntries {
  const entries: readonly (readonly [ItemKey, number])[] = list.entries();
  return { keys: Float64Array.from(entries, ([key]) => key), scores: Float64Array.from(entries, ([, score]) => score) };
}
