import { itemKey } from "../identity/item-key.ts";
import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";

/**
 * Ids of a person's events that were folded, by day of acceptance: the exact dedup. An id is kept as 53 bits of hash, so among 1,000 events of a
 * person a false duplicate has probability 6e-11. Days older than the log's retention are forgotten: such an event cannot be redelivered.
 */
export interface SeenEvents {
  readonly days: Map<number, Set<number>>;
}

const DAY_MS = 86_400_000;

export function emptySeenEvents(): SeenEvents {
  return { days: new Map() };
}

function eventHash(eventId: string): number {
  return (itemKey(eventId) % 2 ** 27) * 2 ** 26 + (itemKey(`${eventId}\n`) % 2 ** 26);
}

/** False when the id was seen before. Changes `seen` in place. */
export function addSeen(seen: SeenEvents, eventId: string, acceptedAtMs: number, retentionMs: number): boolean {
  const hash = eventHash(eventId);
  for (const hashes of seen.days.values()) if (hashes.has(hash)) return false;
  const day = Math.floor(acceptedAtMs / DAY_MS);
  for (const old of seen.days.keys()) if ((day - old - 1) * DAY_MS > retentionMs) seen.days.delete(old);
  const today = seen.days.get(day);
  if (today === undefined) seen.days.set(day, new Set([hash]));
  else today.add(hash);
  return true;
}

export function packSeenEvents(seen: SeenEvents, out: ByteWriter): Uint8Array {
  out.varint(seen.days.size);
  for (const [day, hashes] of seen.days) {
    out.varint(day).varint(hashes.size);
    for (const hash of hashes) out.f64(hash);
  }
  return out.finish();
}

export function unpackSeenEvents(bytes: Uint8Array): SeenEvents {
  const reader = new ByteReader(bytes);
  const seen = emptySeenEvents();
  for (let n = reader.varint(); n > 0; n--) {
    const day = reader.varint();
    const hashes = new Set<number>();
    for (let m = reader.varint(); m > 0; m--) hashes.add(reader.f64());
    seen.days.set(day, hashes);
  }
  return seen;
}
