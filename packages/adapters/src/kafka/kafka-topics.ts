import { setTimeout as pause } from "node:timers/promises";
import { TOPICS, type TopicName, type TopicSettings } from "@attune/core/ports/topics";
import type { KafkaAdmin, KafkaTopic } from "./kafka-client.ts";

const HOUR_MS = 3_600_000;
const READY_WITHIN_MS = 10_000;

/** The topics as Kafka has them. `prefix` keeps several installations apart on one cluster. */
export function kafkaTopicName(topic: TopicName, prefix: string): string {
  return `${prefix}${TOPICS[topic].name}`;
}

/**
 * Creates what is missing, with partitions, copies and retention of the one table. Throws when a topic has another number of partitions than the
 * table says: a person's lane would be looked for where it is not. More copies than brokers cannot be had, so a single broker gets one.
 */
export async function ensureTopics(admin: KafkaAdmin, prefix: string): Promise<void> {
  const copies = Math.min(3, await admin.countBrokers());
  const topics = (Object.keys(TOPICS) as TopicName[]).map(
    (topic): KafkaTopic => ({
      name: kafkaTopicName(topic, prefix),
      partitions: TOPICS[topic].partitions,
      copies,
      settings: settingsOf(TOPICS[topic], copies),
    }),
  );
  await admin.createTopics(topics);
  const counts = await partitionsOf(
    admin,
    topics.map(({ name }) => name),
  );
  for (const { name, partitions } of topics) {
    const has = counts.get(name) ?? 0;
    if (has !== partitions)
      throw new Error(`the topic ${name} has ${has} partitions, ${partitions} are needed: see "Repartitioning" in docs/guarantees.md`);
  }
}

/** A topic that was made this moment is unknown to brokers, then without leaders, for some milliseconds. */
async function partitionsOf(admin: KafkaAdmin, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await admin.countPartitions(names);
    } catch (cause) {
      if (performance.now() > until) throw cause;
    }
    await pause(20);
  }
}

function settingsOf({ compacted, retentionMs }: TopicSettings, copies: number): Record<string, string> {
  return {
    "min.insync.replicas": String(copies >= 3 ? 2 : 1),
    // One record dated far ahead would keep its whole segment from ageing (KAFKA-7910).
    "message.timestamp.after.max.ms": String(HOUR_MS),
    ...(compacted
      ? { "cleanup.policy": "compact", "max.compaction.lag.ms": String(24 * HOUR_MS), "min.cleanable.dirty.ratio": "0.1" }
      : { "cleanup.policy": "delete", "retention.ms": String(retentionMs), "segment.ms": String(Math.min(HOUR_MS, retentionMs)) }),
  };
}
