import { setTimeout as pause } from "node:timers/promises";
import { TOPICS, type TopicName, type TopicSettings } from "@attune/core/ports/topics";
import type { Admin, ITopicConfig } from "kafkajs";

const HOUR_MS = 3_600_000;
const READY_WITHIN_MS = 10_000;

/** The topics as Kafka has them. `prefix` keeps several installations apart on one cluster. */
export function kafkaTopicName(topic: TopicName, prefix: string): string {
  return `${prefix}${TOPICS[topic].name}`;
}

/**
 * Creates what is missing, with partitions, copies and retention of the one table. Throws when a topic has fewer partitions than the table says:
 * a person's lane would be looked for where it is not. More copies than brokers cannot be had, so a single broker gets one.
 */
export async function ensureTopics(admin: Admin, prefix: string): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const copies = Math.min(3, brokers.length);
  const topics = (Object.keys(TOPICS) as TopicName[]).map((topic): ITopicConfig => {
    const { partitions } = TOPICS[topic];
    return {
      topic: kafkaTopicName(topic, prefix),
      numPartitions: partitions,
      replicationFactor: copies,
      configEntries: Object.entries(settingsOf(TOPICS[topic], copies)).map(([name, value]) => ({ name, value })),
    };
  });
  // Whoever comes second finds them there.
  await admin.createTopics({ topics, waitForLeaders: false });
  const counts = await partitionsOf(
    admin,
    topics.map(({ topic }) => topic),
  );
  for (const { topic, numPartitions } of topics) {
    const has = counts.get(topic) ?? 0;
    if (has !== numPartitions)
      throw new Error(`the topic ${topic} has ${has} partitions, ${numPartitions} are needed: see "Repartitioning" in docs/guarantees.md`);
  }
}

/** A topic that was made this moment is unknown to brokers, then without leaders, for some milliseconds: kafkajs's own wait stumbles over the former. */
async function partitionsOf(admin: Admin, names: string[]): Promise<ReadonlyMap<string, number>> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      const led = topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
      // A broker that was told who leads may not have begun to lead yet.
      if (led) for (const name of names) await admin.fetchTopicOffsets(name);
      if (led || performance.now() > until) return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
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
