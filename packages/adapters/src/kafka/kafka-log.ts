import { type Log, type LogAppend, type LogRecord, LogUnavailable, type RunningSubscription } from "@attune/core/ports/log";
import { NOTHING_TO_SCRUB } from "@attune/core/ports/scrub-receipt";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { Kafka, logLevel, type Message } from "kafkajs";
import { type AppendLimits, appendQueue, type SizedRecord } from "../append-queue.ts";
import { consume } from "./kafka-consumer.ts";
import { kafkaProducer } from "./kafka-producer.ts";
import { ensureTopics, kafkaTopicName } from "./kafka-topics.ts";

export interface KafkaLogOptions extends Partial<AppendLimits> {
  /** `host:port` of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** Before every topic's name; keeps installations apart that share a cluster. */
  readonly topicPrefix?: string;
}

interface QueuedMessage extends SizedRecord {
  readonly partition: number;
  readonly message: Message;
}

/** A read that finds nothing more within this time is at the end. */
const READ_MS = 5_000;

/**
 * The log on Kafka, by kafkajs. Retention and compaction are the broker's: `trim` does nothing. Appends that come while one is under way share
 * the next request. Throws one sentence when no broker answers.
 */
export async function kafkaLog(options: KafkaLogOptions): Promise<Log> {
  const { brokers, topicPrefix = "" } = options;
  const kafka = new Kafka({
    clientId: "attune",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await ensureTopics(admin, topicPrefix);
  } catch (cause) {
    await admin.disconnect().catch(() => undefined);
    // The sentence has all that is known: without a cause, whoever starts us prints it alone.
    throw new Error(`KAFKA_BROKERS: no usable Kafka at ${brokers.join(",")} (${cause instanceof Error ? cause.message : String(cause)}).`);
  }
  const limits: AppendLimits = {
    maxQueuedBytes: options.maxQueuedBytes ?? 64 * 1024 * 1024,
    maxQueuedRecords: options.maxQueuedRecords ?? 100_000,
  };
  const queues = new Map<TopicName, { readonly queue: ReturnType<typeof appendQueue<QueuedMessage>>; close(): Promise<void> }>();
  const subscriptions = new Set<RunningSubscription>();
  let closed = false;

  const queueOf = (topic: TopicName) => {
    if (closed) throw new LogUnavailable("the log is closed");
    const known = queues.get(topic);
    if (known !== undefined) return known.queue;
    // A producer for each topic: a slow one must not hold up the others.
    const producer = kafkaProducer(kafka);
    const name = kafkaTopicName(topic, topicPrefix);
    const queue = appendQueue<QueuedMessage>(limits, async (calls) => {
      const next = new Map(
        await producer.send(
          name,
          calls.flat().map(({ message }) => message),
        ),
      );
      return calls.map((call) =>
        call.map(({ partition }) => {
          const offset = next.get(partition) as number;
          next.set(partition, offset + 1);
          return offset;
        }),
      );
    });
    const close = async () => {
      await queue.close();
      await producer.close();
    };
    queues.set(topic, { queue, close });
    return queue;
  };

  const bounds: Log["bounds"] = async (topic) => {
    const offsets = await admin.fetchTopicOffsets(kafkaTopicName(topic, topicPrefix));
    return offsets
      .map(({ partition, low, high }) => ({ partition, begin: Number(low), end: Number(high) }))
      .sort((a, b) => a.partition - b.partition);
  };

  const subscribe: Log["subscribe"] = async (subscription) => {
    const running = await consume(kafka, kafkaTopicName(subscription.topic, topicPrefix), subscription);
    subscriptions.add(running);
    void running.finished.catch(() => undefined).finally(() => subscriptions.delete(running));
    return running;
  };

  /** Kafka has no random access by itself: a consumer of its own is put there, which takes about a tenth of a second. */
  const read: Log["read"] = async (topic, partition, fromOffset, maxRecords) => {
    partitionExists(topic, partition);
    const all = await bounds(topic);
    const { begin, end } = all[partition] as { begin: number; end: number };
    const from = Math.max(begin, fromOffset);
    if (from >= end || maxRecords <= 0) return [];
    const found: LogRecord[] = [];
    const enough = Promise.withResolvers<void>();
    const timer = setTimeout(enough.resolve, READ_MS);
    const running = await consume(kafka, kafkaTopicName(topic, topicPrefix), {
      topic,
      maxBatchRecords: maxRecords,
      startOffset: async (which) => (which === partition ? from : (all[which]?.end ?? 0)),
      async handle(batch) {
        const last = (batch.records.at(-1) as LogRecord).offset;
        if (batch.partition !== partition) return last + 1;
        found.push(...batch.records.slice(0, maxRecords - found.length));
        timer.refresh();
        if (found.length >= maxRecords || last + 1 >= end) enough.resolve();
        return last + 1;
      },
    });
    await Promise.race([enough.promise, running.finished]);
    clearTimeout(timer);
    await running.stop();
    return found;
  };

  return {
    async append(topic, records) {
      for (const { partition } of records) partitionExists(topic, partition);
      const queue = queueOf(topic);
      return records.length === 0 ? [] : queue.append(records.map(messageOf));
    },

    read,
    bounds,
    subscribe,

    async trim() {
      return 0;
    },

    async traces(topic, key) {
      let count = 0;
      for (const { partition, begin, end } of await bounds(topic)) {
        for (const record of await read(topic, partition, begin, end - begin)) if (record.key === key) count++;
      }
      return count;
    },

    /** Nothing can be deleted from the middle of Kafka: what is there ages away with its segment (docs/guarantees.md). */
    async erase(topic) {
      throw new Error(`Kafka cannot delete records from the middle of ${topic}.`);
    },

    async scrub() {
      return NOTHING_TO_SCRUB;
    },

    async close() {
      closed = true;
      await Promise.all([...subscriptions].map((running) => running.stop()));
      await Promise.all([...queues.values()].map(({ close }) => close()));
      await admin.disconnect();
    },
  };
}

function messageOf({ partition, key, value, timestampMs }: LogAppend): QueuedMessage {
  const copy = Buffer.from(value);
  return {
    partition,
    bytes: { length: key.length + copy.length },
    message: { partition, key, value: copy.length === 0 ? null : copy, timestamp: String(Math.round(timestampMs)) },
  };
}

function partitionExists(topic: TopicName, partition: number): void {
  const { partitions } = TOPICS[topic];
  if (!(Number.isInteger(partition) && partition >= 0 && partition < partitions))
    throw new RangeError(`${topic} has ${partitions} partitions; there is no partition ${partition}`);
}
