import type { Clock } from "./clock.ts";
import { followPartitions } from "./follow-partitions.ts";
import { type Log, type LogRecord, LogUnavailable, type RunningSubscription } from "./log.ts";
import { NOTHING_TO_SCRUB } from "./scrub-receipt.ts";
import { TOPICS, type TopicName } from "./topics.ts";

/** How long a tombstone outlives its key, so that a tail that was away for less still learns of the removal. */
export const TOMBSTONE_MS = 86_400_000;

interface Partition {
  records: LogRecord[];
  end: number;
}

/**
 * The log's meaning, kept in arrays: what is appended is "durable" at once and gone with the process.
 * It needs no clock (`trim` is told the time); the parameter keeps the memory twins alike.
 */
export function memoryLog(_clock?: Clock): Log {
  const topics = new Map<TopicName, Partition[]>();
  const groupTails = new Map<string, Promise<unknown>>();
  const wakers = new Set<() => void>();
  const followers = new Set<RunningSubscription>();
  let closed = false;

  const partitionsOf = (topic: TopicName): Partition[] => {
    const partitions = topics.get(topic) ?? Array.from({ length: TOPICS[topic].partitions }, () => ({ records: [], end: 0 }));
    topics.set(topic, partitions);
    return partitions;
  };
  const partitionOf = (topic: TopicName, partition: number): Partition => {
    const found = partitionsOf(topic)[partition];
    if (found === undefined)
      throw new RangeError(`${topic} has ${TOPICS[topic].partitions} partitions; there is no partition ${partition}`);
    return found;
  };
  const recordsFrom = ({ records }: Partition, fromOffset: number, maxRecords: number): LogRecord[] => {
    const first = records.findIndex((record) => record.offset >= fromOffset);
    return first === -1 ? [] : records.slice(first, first + maxRecords);
  };

  return {
    async append(topic, records) {
      if (closed) throw new LogUnavailable("the log is closed");
      const targets = records.map((record) => partitionOf(topic, record.partition));
      const offsets = targets.map((target, i) => {
        const { key, value, timestampMs } = records[i] as (typeof records)[number];
        const offset = target.end++;
        if (TOPICS[topic].compacted) target.records = target.records.filter((former) => former.key !== key);
        target.records.push({ offset, key, value: Uint8Array.from(value), timestampMs });
        return offset;
      });
      for (const wake of wakers) wake();
      return offsets;
    },

    async read(topic, partition, fromOffset, maxRecords) {
      return recordsFrom(partitionOf(topic, partition), fromOffset, maxRecords);
    },

    async bounds(topic) {
      return partitionsOf(topic).map(({ records, end }, partition) => ({ partition, begin: records[0]?.offset ?? end, end }));
    },

    async subscribe(subscription) {
      const { topic, group, maxBatchRecords } = subscription;
      const groupKey = `${topic}/${group}`;
      const before = group === undefined ? undefined : groupTails.get(groupKey);
      const running = followPartitions(
        subscription,
        [...partitionsOf(topic).keys()],
        {
          async read(partition, fromOffset) {
            const found = partitionOf(topic, partition);
            return { records: recordsFrom(found, fromOffset, maxBatchRecords), endOffset: found.end };
          },
          grown: (partition, offset, signal) =>
            new Promise((resolve) => {
              const check = () => {
                if (!signal.aborted && partitionOf(topic, partition).end <= offset) return;
                wakers.delete(check);
                resolve();
              };
              wakers.add(check);
              signal.addEventListener("abort", check, { once: true });
              check();
            }),
        },
        async (signal) => {
          if (before !== undefined)
            await Promise.race([before, new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))]);
        },
      );
      followers.add(running);
      if (group !== undefined) {
        const ended = running.finished.catch(() => undefined);
        groupTails.set(groupKey, Promise.all([before, ended]));
      }
      return running;
    },

    async trim(topic, nowMs) {
      const { compacted, retentionMs } = TOPICS[topic];
      let dropped = 0;
      for (const partition of partitionsOf(topic)) {
        const kept = compacted
          ? partition.records.filter(({ value, timestampMs }) => value.length > 0 || timestampMs >= nowMs - TOMBSTONE_MS)
          : partition.records.slice(
              firstIndex(partition.records, ({ timestampMs }) => retentionMs === 0 || timestampMs >= nowMs - retentionMs),
            );
        dropped += partition.records.length - kept.length;
        partition.records = kept;
      }
      return dropped;
    },

    async traces(topic, key) {
      return partitionsOf(topic).reduce((sum, { records }) => sum + records.filter((record) => record.key === key).length, 0);
    },

    async erase(topic, key) {
      let erased = 0;
      for (const partition of partitionsOf(topic)) {
        const kept = partition.records.filter((record) => record.key !== key);
        erased += partition.records.length - kept.length;
        partition.records = kept;
      }
      return erased;
    },

    async scrub() {
      return NOTHING_TO_SCRUB;
    },

    async close() {
      closed = true;
      await Promise.all([...followers].map((running) => running.stop()));
    },
  };
}

/** Retention drops from the front only: a late timestamp behind a fresh one waits its turn. */
function firstIndex(records: readonly LogRecord[], keeps: (record: LogRecord) => boolean): number {
  const index = records.findIndex(keeps);
  return index === -1 ? records.length : index;
}
