import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { followPartitions } from "@attune/core/ports/follow-partitions";
import { type Log, LogUnavailable, type RunningSubscription } from "@attune/core/ports/log";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { type AppendLimits, appendQueue } from "../append-queue.ts";
import { holdGroupLease, releaseGroupLease } from "./group-lease.ts";
import { type EncodedRecord, encodeRecord } from "./log-layout.ts";
import { type LogTopic, logTopic } from "./log-topic.ts";
import { tailWatch } from "./tail-watch.ts";

/**
 * The log in LMDB, one environment per topic under `<folder>/log`, shared by all processes of one machine: any may append and read.
 * Offsets are given inside the write transaction, a commit is flushed before it becomes visible, and a crash at any moment leaves the
 * last commit. Partitions are not shared within a group: one member has them all, the next waits until it is gone.
 * Cost: a flush (about 0.5 ms on an SSD) per group of concurrent appends.
 */
export interface EmbeddedLogOptions extends Partial<AppendLimits> {
  /** Oldest records of a topic that is not compacted are trimmed beyond this many bytes of live records. */
  readonly maxTopicBytes?: number;
  /** Only who moves people to new partitions may add some to a log that has records. */
  readonly mayGrow?: boolean;
}

interface OpenTopic {
  readonly store: LogTopic;
  readonly queue: ReturnType<typeof appendQueue<EncodedRecord>>;
}

export function embeddedLog(folder: string, options: EmbeddedLogOptions = {}): Log {
  const limits: AppendLimits = {
    maxQueuedBytes: options.maxQueuedBytes ?? 64 * 1024 * 1024,
    maxQueuedRecords: options.maxQueuedRecords ?? 100_000,
  };
  const topics = new Map<TopicName, OpenTopic>();
  const followers = new Set<RunningSubscription>();
  const tails = tailWatch();
  let closed = false;

  const open = (topic: TopicName): OpenTopic => {
    const known = topics.get(topic);
    if (known !== undefined) return known;
    if (closed) throw new LogUnavailable("the log is closed");
    const store = logTopic(folder, topic, options.maxTopicBytes ?? 4 * 1024 ** 3, options.mayGrow === true);
    const queue = appendQueue<EncodedRecord>(limits, async (calls) => {
      const offsets = await store.append(calls);
      tails.look(store);
      return offsets;
    });
    const opened = { store, queue };
    topics.set(topic, opened);
    return opened;
  };
  const openForAppend = (topic: TopicName): OpenTopic => {
    try {
      return open(topic);
    } catch (cause) {
      throw new LogUnavailable(`the ${topic} log cannot be opened`, { cause });
    }
  };
  const partitionExists = (topic: TopicName, partition: number): void => {
    const { partitions } = TOPICS[topic];
    if (!(Number.isInteger(partition) && partition >= 0 && partition < partitions)) {
      throw new RangeError(`${topic} has ${partitions} partitions; there is no partition ${partition}`);
    }
  };

  return {
    async append(topic, records) {
      for (const record of records) partitionExists(topic, record.partition);
      const encoded = records.map(encodeRecord);
      const { queue } = openForAppend(topic);
      return encoded.length === 0 ? [] : queue.append(encoded);
    },

    async read(topic, partition, fromOffset, maxRecords) {
      partitionExists(topic, partition);
      return open(topic).store.read(partition, fromOffset, maxRecords).records;
    },

    async bounds(topic) {
      return open(topic).store.bounds();
    },

    async subscribe(subscription) {
      const { topic, group, maxBatchRecords } = subscription;
      const { store } = open(topic);
      const token = randomUUID();
      const running = followPartitions(
        subscription,
        Array.from({ length: store.partitions }, (_, partition) => partition),
        {
          async read(partition, fromOffset) {
            // A partition with much to catch up on must not keep timers and sockets of its process waiting.
            await nextTurn();
            return store.read(partition, fromOffset, maxBatchRecords);
          },
          grown: (partition, offset, signal) => tails.grown(store, partition, offset, signal),
        },
        async (signal) => {
          if (group !== undefined) await holdGroupLease(store, group, token, signal);
        },
      );
      const finished = running.finished.finally(() => {
        followers.delete(follower);
        if (group !== undefined) releaseGroupLease(store, group, token);
      });
      // `stop` reports nothing: whoever cares about a failure awaits `finished`.
      const settled = finished.catch(() => undefined);
      const follower: RunningSubscription = {
        finished,
        async stop() {
          await running.stop();
          await settled;
        },
      };
      followers.add(follower);
      return follower;
    },

    async trim(topic, nowMs) {
      return open(topic).store.trim(nowMs);
    },

    async traces(topic, key) {
      return open(topic).store.traces(key);
    },

    async erase(topic, key) {
      return open(topic).store.erase(key);
    },

    async scrub(topic, forms) {
      return open(topic).store.scrub(forms);
    },

    async close() {
      closed = true;
      await Promise.all([...followers].map((follower) => follower.stop()));
      tails.close();
      for (const { queue, store } of topics.values()) {
        await queue.close();
        await store.close();
      }
      topics.clear();
    },
  };
}
