import { randomUUID } from "node:crypto";
import type { LogBatch, LogRecord, LogSubscription, RunningSubscription } from "@attune/core/ports/log";
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from "kafkajs";

/** Whoever sends no heartbeat for so long has lost its partitions: how long a killed worker keeps them. No broker allows less by default. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 500;

/**
 * A subscription as a member of a consumer group. Offsets belong to the subscriber: group offsets are committed to show the lag, and never read.
 * What kafkajs does not wait for (a join, a seek) is met by comparing every batch with the offset that is due: too early is dropped, too late
 * is sought back. A timer beats while a batch is worked on, because two workers would otherwise throw each other out during long ones.
 */
export async function consume(kafka: Kafka, topic: string, subscription: LogSubscription): Promise<RunningSubscription> {
  const { group, maxBatchRecords } = subscription;
  const groupId = group ?? `attune-tail-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: 2 * SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    minBytes: 1,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 1_000_000, restartOnFailure: async () => true },
  });
  /** Offset due in each partition that is ours; forgotten with every join, because it may have been somebody else's meanwhile. */
  let due = new Map<number, DuePartition>();
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  finished.catch(() => undefined);
  let stopped: Promise<void> | undefined;
  const joined = Promise.withResolvers<void>();

  consumer.on(consumer.events.GROUP_JOIN, () => {
    due = new Map();
    joined.resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // With `restart` kafkajs goes on by itself; without it nobody would ever read again.
    if (!payload.restart) void end(payload.error);
  });
  const end = (failure?: unknown): Promise<void> => {
    stopped ??= leave(kafka, consumer, group === undefined ? groupId : undefined).then(() =>
      failure === undefined ? resolve() : reject(failure),
    );
    return stopped;
  };

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 16,
    eachBatch: async (payload) => {
      try {
        await workThrough(payload);
      } catch (failure) {
        if (isKafkas(failure)) throw failure;
        // Not awaited: leaving waits for this very batch.
        void end(failure);
      }
    },
  });
  await joined.promise;
  return { finished, stop: () => end() };

  async function workThrough({ batch, heartbeat, resolveOffset, isRunning, isStale, commitOffsetsIfNecessary }: EachBatchPayload) {
    const { partition, messages } = batch;
    const mine = due;
    const going = () => isRunning() && !isStale() && mine === due && stopped === undefined;
    let ours = mine.get(partition);
    if (ours === undefined) {
      ours = { next: await beating(heartbeat, () => subscription.startOffset(partition)), sought: undefined };
      if (!going()) return;
      mine.set(partition, ours);
    }
    const { next } = ours;
    // Once only: what is missing after that is a gap that compaction or retention left.
    if (ours.sought !== next && liesElsewhere(messages, next)) {
      ours.sought = next;
      return consumer.seek({ topic, partition, offset: String(next) });
    }
    const fresh = messages.filter(({ offset }) => Number(offset) >= next);
    for (let from = 0; from < fresh.length; from += maxBatchRecords) {
      if (!going()) return;
      const chunk = fresh.slice(from, from + maxBatchRecords);
      const handed: LogBatch = {
        topic: subscription.topic,
        partition,
        records: chunk.map(recordOf),
        endOffset: Number(batch.highWatermark),
      };
      const answered = await beating(heartbeat, () => subscription.handle(handed));
      ours.next = answered;
      const lastOfChunk = chunk.at(-1) as KafkaMessage;
      if (answered <= Number(lastOfChunk.offset)) return consumer.seek({ topic, partition, offset: String(answered) });
      resolveOffset(lastOfChunk.offset);
    }
    if (fresh.length === 0 && messages.length > 0) resolveOffset((messages.at(-1) as KafkaMessage).offset);
    await heartbeat();
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(ours.next) }] }] });
  }
}

interface DuePartition {
  next: number;
  /** The offset that was sought back to last. */
  sought: number | undefined;
}

/** Too late, or too early all of it: a new group begins at the beginning, and what lies before `next` would be fetched for nothing. */
function liesElsewhere(messages: readonly KafkaMessage[], next: number): boolean {
  const [first, last] = [messages[0], messages.at(-1)];
  return first !== undefined && last !== undefined && (Number(first.offset) > next || Number(last.offset) < next);
}

/** Beats while the work goes on; a failed beat ends the batch afterwards, so that kafkajs joins again. */
async function beating<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let failure: Error | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((cause: unknown) => {
      failure = cause instanceof Error ? cause : new Error(String(cause));
    });
  }, HEARTBEAT_MS);
  try {
    const done = await work();
    if (failure !== undefined) throw failure;
    return done;
  } finally {
    clearInterval(timer);
  }
}

/** A tail's group is nobody's after it: the broker need not remember it. */
async function leave(kafka: Kafka, consumer: Consumer, ownGroup: string | undefined): Promise<void> {
  await consumer.disconnect().catch(() => undefined);
  if (ownGroup === undefined) return;
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([ownGroup]);
  } catch {
    // It ages away by itself.
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

function recordOf({ offset, key, value, timestamp }: KafkaMessage): LogRecord {
  return { offset: Number(offset), key: key?.toString("utf8") ?? "", value: value ?? new Uint8Array(), timestampMs: Number(timestamp) };
}

/** What kafkajs itself raises (a rebalance, a lost connection) is its own to mend; everything else is the subscriber's. */
function isKafkas(failure: unknown): boolean {
  return failure instanceof Error && failure.name.startsWith("KafkaJS");
}
