import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type LogRecord, LogUnavailable, type PartitionBounds } from "@attune/core/ports/log";
import type { ScrubReceipt } from "@attune/core/ports/scrub-receipt";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { layoutRefusal, storeLayout } from "./event-layout.ts";
import { eraseKey, offsetsOfKey } from "./log-erase.ts";
import {
  decodeEnds,
  decodeLatest,
  decodeRecord,
  ENDS_KEY,
  type EncodedRecord,
  encodeEnds,
  encodeLatest,
  latestKey,
  offsetOf,
  type PartitionEnd,
  recordKey,
  tombstoneKey,
} from "./log-layout.ts";
import { trimSome } from "./log-trim.ts";
import { openEnvironment } from "./open-environment.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { transact } from "./transact.ts";

/** A read stops here however many records were asked for, so that one batch cannot fill the memory. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

/** One topic in one LMDB environment. Every process of the product may hold one; LMDB's writer lock orders their transactions. */
export type LogTopic = ReturnType<typeof logTopic>;

export function logTopic(folder: string, topic: TopicName, maxBytes: number, mayGrow: boolean) {
  const { partitions, compacted } = TOPICS[topic];
  const openTopic = () => openEnvironment(join(folder, "log", topic), "once durable");
  let db = openTopic();
  const tailFile = join(folder, "log", topic, "tail");
  const tail = openSync(tailFile, constants.O_RDWR | constants.O_CREAT);
  /** Tells other processes to look (tail-watch.ts). What it writes means nothing; when it cannot, they look a little later. */
  const announce = (): void => {
    try {
      writeSync(tail, ".", 0);
    } catch {}
  };
  let needsReopening = false;

  const refusal = layoutRefusal(db, topic, mayGrow);
  if (refusal !== undefined) {
    void db.close();
    closeSync(tail);
    throw new Error(refusal);
  }
  let layoutIsStored = false;

  const readEnds = (): PartitionEnd[] => decodeEnds(db.getBinary(ENDS_KEY), partitions);
  const current = <T>(read: () => T): T => {
    // lmdb keeps one read transaction for a turn of the event loop; other processes have committed since.
    db.resetReadTxn();
    return read();
  };

  /** Offsets are given inside the transaction: another process may have appended since. */
  const appendNow = (records: readonly EncodedRecord[]): number[] => {
    const ends = readEnds();
    const offsets = records.map((record) => {
      const target = ends[record.partition] as PartitionEnd;
      const offset = target.end++;
      target.liveBytes += record.bytes.length;
      if (compacted) {
        const latest = latestKey(record.partition, record.key);
        const former = db.getBinary(latest);
        if (former !== undefined) {
          const { offset: formerOffset, sizeBytes } = decodeLatest(former);
          db.remove(recordKey(record.partition, formerOffset));
          db.remove(tombstoneKey(record.partition, formerOffset));
          target.liveBytes -= sizeBytes;
        }
        db.put(latest, encodeLatest(offset, record.bytes.length));
        if (record.isTombstone) db.put(tombstoneKey(record.partition, offset), Buffer.alloc(0));
      }
      db.put(recordKey(record.partition, offset), record.bytes);
      return offset;
    });
    db.put(ENDS_KEY, encodeEnds(ends));
    if (!layoutIsStored) storeLayout(db, topic);
    layoutIsStored = true;
    return offsets;
  };

  return {
    partitions,
    tailFile,

    ends: (): PartitionEnd[] => current(readEnds),

    bounds: (): PartitionBounds[] =>
      current(() =>
        readEnds().map(({ end }, partition) => {
          const [first] = db.getKeys({ start: recordKey(partition, 0), end: recordKey(partition + 1, 0), limit: 1 });
          return { partition, begin: first === undefined ? end : offsetOf(first), end };
        }),
      ),

    read: (partition: number, fromOffset: number, maxRecords: number): { records: LogRecord[]; endOffset: number } =>
      current(() => {
        const endOffset = (readEnds()[partition] as PartitionEnd).end;
        const records: LogRecord[] = [];
        let bytes = 0;
        const range = db.getRange({ start: recordKey(partition, fromOffset), end: recordKey(partition, endOffset), limit: maxRecords });
        for (const { key, value } of range) {
          records.push(decodeRecord(offsetOf(key), value));
          bytes += value.length;
          if (bytes >= MAX_READ_BYTES) break;
        }
        return { records, endOffset };
      }),

    /** One durable transaction for all calls; resolves with each call's offsets. Rejects with `LogUnavailable`, then none was appended. */
    async append(calls: readonly (readonly EncodedRecord[])[]): Promise<number[][]> {
      try {
        if (needsReopening) {
          // A failed commit leaves LMDB's environment refusing every further one.
          await db.close();
          db = openTopic();
          needsReopening = false;
        }
        const offsets = await transact(db, () => calls.map(appendNow));
        announce();
        return offsets;
      } catch (cause) {
        needsReopening = true;
        throw new LogUnavailable(`the ${topic} log cannot commit`, { cause });
      }
    },

    async trim(nowMs: number): Promise<number> {
      // Readers that were killed would hold back the reuse of every page freed since.
      db.readerCheck();
      let total = 0;
      for (;;) {
        const dropped = await transact(db, () => trimSome(db, topic, nowMs, maxBytes));
        total += dropped;
        if (dropped === 0) return total;
      }
    },

    async traces(key: string): Promise<number> {
      const found = await Promise.all(Array.from({ length: partitions }, (_, partition) => offsetsOfKey(db, partition, Buffer.from(key))));
      return found.reduce((sum, offsets) => sum + offsets.length, 0);
    },

    erase: (key: string): Promise<number> => eraseKey(db, topic, Buffer.from(key)),

    scrub: (forms: readonly Uint8Array[]): Promise<ScrubReceipt> => scrubEnvironment(db, join(folder, "log", topic), forms),

    /** For the group's lease: reads and writes one value in one transaction. */
    update(key: Buffer, change: (stored: Buffer | undefined) => Buffer | undefined): void {
      db.transactionSync(() => {
        const changed = change(db.getBinary(key));
        if (changed === undefined) db.remove(key);
        else db.put(key, changed);
      });
    },

    value: (key: Buffer): Buffer | undefined => current(() => db.getBinary(key)),

    async close(): Promise<void> {
      await db.close();
      closeSync(tail);
    },
  };
}
