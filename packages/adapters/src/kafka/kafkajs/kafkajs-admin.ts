import type { Admin } from "kafkajs";
import type { KafkaAdmin } from "../kafka-client.ts";

export function kafkajsAdmin(admin: Admin): KafkaAdmin {
  const bounds: KafkaAdmin["bounds"] = async (topic) =>
    (await admin.fetchTopicOffsets(topic))
      .map(({ partition, low, high }) => ({ partition, begin: Number(low), end: Number(high) }))
      .sort((a, b) => a.partition - b.partition);

  return {
    connect: () => admin.connect(),
    async countBrokers() {
      return (await admin.describeCluster()).brokers.length;
    },
    async createTopics(topics) {
      // Whoever comes second finds them there. kafkajs's own wait for leaders stumbles over brokers that do not know the topic yet.
      await admin.createTopics({
        waitForLeaders: false,
        topics: topics.map(({ name, partitions, copies, settings }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: copies,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        })),
      });
    },
    async countPartitions(names) {
      const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
      const led = topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
      if (!led) throw new Error("a partition has no leader");
      // A broker that was told who leads may not have begun to lead yet.
      for (const name of names) await bounds(name);
      return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
    },
    bounds,
  };
}
