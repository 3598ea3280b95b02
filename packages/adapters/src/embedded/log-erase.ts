import { setImmediate as nextTurn } from "node:timers/promises";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { RootDatabase } from "lmdb";
import { decodeEnds, ENDS_KEY, encodeEnds, keyOf, latestKey, offsetOf, type PartitionEnd, recordKey, tombstoneKey } from "./log-layout.ts";
import { removeCleared } from "./remove-cleared.ts";
import { transact } from "./transact.ts";

type Environment = RootDatabase<Buffer, Buffer>;

/** Records looked at per turn of the event loop, and deleted per transaction: an appender waits for at most this much. */
const READ_RECORDS = 2_000;
const ERASED_RECORDS = 500;

/** Offsets of a partition's records of exactly this key. Reads the whole partition, about a million records a second. */
export async function offsetsOfKey(db: Environment, partition: number, key: Buffer): Promise<number[]> {
  const offsets: number[] = [];
  const end = recordKey(partition + 1, 0);
  let start = recordKey(partition, 0);
  for (;;) {
    db.resetReadTxn();
    const batch = [...db.getRange({ start, end, limit: READ_RECORDS })];
    for (const { key: at, value } of batch) if (keyOf(value).equals(key)) offsets.push(offsetOf(at));
    const last = batch.at(-1);
    if (last === undefined || batch.length < READ_RECORDS) return offsets;
    start = recordKey(partition, offsetOf(last.key) + 1);
    await nextTurn();
  }
}

/** Deletes the records of exactly this key, some per transaction; resolves with how many. A crash leaves some: erasing again deletes them. */
export async function eraseKey(db: Environment, topic: TopicName, key: Buffer): Promise<number> {
  const { partitions, compacted } = TOPICS[topic];
  let erased = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const offsets = await offsetsOfKey(db, partition, key);
    for (let from = 0; from < offsets.length; from += ERASED_RECORDS) {
      erased += await transact(db, () => {
        const ends = decodeEnds(db.getBinary(ENDS_KEY), partitions);
        let removed = 0;
        for (const offset of offsets.slice(from, from + ERASED_RECORDS)) {
          const at = recordKey(partition, offset);
          // Retention or compaction may have been here meanwhile.
          const stored = db.getBinary(at);
          if (stored === undefined) continue;
          (ends[partition] as PartitionEnd).liveBytes -= stored.length;
          removeCleared(db, at);
          if (compacted) removeCleared(db, latestKey(partition, key));
          if (compacted) db.remove(tombstoneKey(partition, offset));
          removed++;
        }
        db.put(ENDS_KEY, encodeEnds(ends));
        return removed;
      });
    }
  }
  return erased;
}
