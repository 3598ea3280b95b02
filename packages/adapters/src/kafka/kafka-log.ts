import { type Log, type LogAppend, LogUnavailable, type RunningSubscription } from "@attune/core/ports/log";
import { NOTHING_TO_SCRUB } from "@attune/core/ports/scrub-receipt";
import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { type AppendLimits, appendQueue, type SizedRecord } from "../append-queue.ts";
import type { KafkaClient, KafkaClientOptions, KafkaMessage } from "./kafka-client.ts";
import { kafkaProducer } from "./kafka-producer.ts";
import { ensureTopics, kafkaTopicName } from "./kafka-topics.ts";

export interface KafkaLogOptions extends Partial<AppendLimits> {
  /** `host:port` of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** The library that speaks to them. Members of one group must have the same. */
  readonly client: ServiceAddresses["KAFKA_CLIENT"];
  /** Before every topic's name; keeps installations apart that share a cluster. */
  readonly topicPrefix?: string;
  /** Whoever sends no heartbeat for so long has lost its partitions: how long a killed worker keeps them. No broker allows less by default. */
  readonly sessionMs?: number;
}

interface QueuedMessage extends SizedRecord {
  readonly message: KafkaMessage;
}

/** Loaded when chosen: either takes a good part of a process's start. */
const CLIENTS: Record<KafkaLogOptions["client"], () => Promise<(options: KafkaClientOptions) => KafkaClient>> = {
  kafkajs: async () => (await import("./kafkajs/kafkajs-client.ts")).kafkajsClient,
  platformatic: async () => (await import("./platformatic/platformatic-client.ts")).platformaticClient,
};

/**
 * The log on Kafka. Retention and compaction are the broker's: `trim` does nothing. Appends that come while one is under way share the next
 * request. Throws one sentence when no broker answers.
 */
export async function kafkaLog(options: KafkaLogOptions): Promise<Log> {
  const { brokers, topicPrefix = "", sessionMs = 6_000 } = options;
  const clientOf = await CLIENTS[options.client]();
  const client = clientOf({ brokers, sessionMs });
  try {
    await client.admin.connect();
    await ensureTopics(client.admin, topicPrefix);
  } catch (cause) {
    await client.close().catch(() => undefined);
    // The sentence has all that is known: without a cause, whoever starts us prints it alone.
    throw new Error(`KAFKA_BROKERS: no usable Kafka at ${brokers.join(",")} (${reasonOf(cause)}).`);
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
    const producer = kafkaProducer(client.producer);
    const name = kafkaTopicName(topic, topicPrefix);
    const queue = appendQueue<QueuedMessage>(limits, async (calls) => {
      const next = new Map(
        await producer.send(
          name,
          calls.flat().map(({ message }) => message),
        ),
      );
      return calls.map((call) =>
        call.map(({ message: { partition } }) => {
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
    try {
      return await client.admin.bounds(kafkaTopicName(topic, topicPrefix));
    } catch (cause) {
      throw new LogUnavailable("Kafka did not say where its partitions begin and end", { cause });
    }
  };

  const read: Log["read"] = async (topic, partition, fromOffset, maxRecords) => {
    partitionExists(topic, partition);
    const { begin, end } = (await bounds(topic))[partition] as { begin: number; end: number };
    const from = Math.max(begin, fromOffset);
    if (from >= end || maxRecords <= 0) return [];
    return client.read(kafkaTopicName(topic, topicPrefix), { topic, partition, from, end, maxRecords });
  };

  return {
    async append(topic, records) {
      for (const { partition } of records) partitionExists(topic, partition);
      const queue = queueOf(topic);
      return records.length === 0 ? [] : queue.append(records.map(messageOf));
    },

    read,
    bounds,

    async subscribe(subscription) {
      const { topic, group } = subscription;
      // Installations that share a cluster would otherwise share the group, and be given each other's partitions.
      const prefixed = { ...subscription, ...(group !== undefined && { group: `${topicPrefix}${group}` }) };
      const running = await client.subscribe(kafkaTopicName(topic, topicPrefix), prefixed);
      subscriptions.add(running);
      void running.finished.catch(() => undefined).finally(() => subscriptions.delete(running));
      return running;
    },

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
      await client.close();
    },
  };
}

/** The last of several attempts says more than that there were several. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors.at(-1));
  return cause instanceof Error ? cause.message : String(cause);
}

function messageOf({ partition, key, value, timestampMs }: LogAppend): QueuedMessage {
  const copy = Buffer.from(value);
  return {
    bytes: { length: key.length + copy.length },
    message: { partition, key, value: copy.length === 0 ? null : copy, timestampMs: Math.round(timestampMs) },
  };
}

function partitionExists(topic: TopicName, partition: number): void {
  const { partitions } = TOPICS[topic];
  if (!(Number.isInteger(partition) && partition >= 0 && partition < partitions))
    throw new RangeError(`${topic} has ${partitions} partitions; there is no partition ${partition}`);
}
