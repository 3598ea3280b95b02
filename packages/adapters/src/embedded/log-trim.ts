import { TOMBSTONE_MS } from "@attune/core/ports/log.memory";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { RootDatabase } from "lmdb";
import {
  decodeEnds,
  ENDS_KEY,
  encodeEnds,
  keyOf,
  latestKey,
  offsetOf,
  type PartitionEnd,
  recordKey,
  timestampOf,
  tombstoneKey,
} from "./log-layout.ts";

/** Records deleted per transaction: an appender waits for at most this much. */
const TRIM_RECORDS = 1_000;

type Environment = RootDatabase<Buffer, Buffer>;

/** Within a write transaction: deletes some of what retention or the disk cap no longer covers, and answers how many; 0 when nothing is left. */
export function trimSome(db: Environment, topic: TopicName, nowMs: number, maxBytes: number): number {
  const { partitions, compacted, retentionMs } = TOPICS[topic];
  const ends = decodeEnds(db.getBinary(ENDS_KEY), partitions);
  let dropped = 0;
  for (const [partition, end] of ends.entries()) {
    dropped += compacted
      ? trimTombstones(db, partition, end, nowMs - TOMBSTONE_MS)
      : trimOldest(db, partition, end, {
          expiredBeforeMs: retentionMs === 0 ? Number.NEGATIVE_INFINITY : nowMs - retentionMs,
          maxBytes: maxBytes / partitions,
        });
    if (dropped >= TRIM_RECORDS) break;
  }
  if (dropped > 0) db.put(ENDS_KEY, encodeEnds(ends));
  return dropped;
}

function trimTombstones(db: Environment, partition: number, end: PartitionEnd, expiredBeforeMs: number): number {
  let dropped = 0;
  const marks = [...db.getKeys({ start: tombstoneKey(partition, 0), end: tombstoneKey(partition + 1, 0), limit: TRIM_RECORDS })];
  for (const mark of marks) {
    const offset = offsetOf(mark);
    const bytes = db.getBinary(recordKey(partition, offset));
    if (bytes === undefined || timestampOf(bytes) >= expiredBeforeMs) continue;
    db.remove(mark);
    db.remove(latestKey(partition, keyOf(bytes)));
    db.remove(recordKey(partition, offset));
    end.liveBytes -= bytes.length;
    dropped++;
  }
  return dropped;
}

/** From the front only: a late timestamp behind a fresh one waits its turn. */
function trimOldest(db: Environment, partition: number, end: PartitionEnd, keep: { expiredBeforeMs: number; maxBytes: number }): number {
  let dropped = 0;
  const oldest = [...db.getRange({ start: recordKey(partition, 0), end: recordKey(partition + 1, 0), limit: TRIM_RECORDS })];
  for (const { key, value } of oldest) {
    if (timestampOf(value) >= keep.expiredBeforeMs && end.liveBytes <= keep.maxBytes) break;
    db.remove(key);
    end.liveBytes -= value.length;
    dropped++;
  }
  return dropped;
}
