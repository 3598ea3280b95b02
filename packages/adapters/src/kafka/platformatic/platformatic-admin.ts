import { Admin, findErrorBy, ListOffsetTimestamps } from "@platformatic/kafka";
import type { KafkaAdmin, KafkaClientOptions } from "../kafka-client.ts";
import { connectionOptions } from "./connection-options.ts";

export function platformaticAdmin(options: KafkaClientOptions): KafkaAdmin & { close(): Promise<void> } {
  const admin = new Admin(connectionOptions(options));

  async function offsetsOf(topic: string, partitions: number, timestamp: bigint): Promise<ReadonlyMap<number, number>> {
    const requested = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
    const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions: requested }] });
    return new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]));
  }

  const bounds: KafkaAdmin["bounds"] = async (topic) => {
    const { topics } = await admin.metadata({ topics: [topic] });
    const partitions = topics.get(topic)?.partitionsCount ?? 0;
    const [begins, ends] = await Promise.all([
      offsetsOf(topic, partitions, ListOffsetTimestamps.EARLIEST),
      offsetsOf(topic, partitions, ListOffsetTimestamps.LATEST),
    ]);
    return Array.from({ length: partitions }, (_, partition) => ({
      partition,
      begin: begins.get(partition) as number,
      end: ends.get(partition) as number,
    }));
  };

  return {
    async connect() {
      await admin.metadata({ topics: [] });
    },
    async countBrokers() {
      return (await admin.metadata({ topics: [], forceUpdate: true })).brokers.size;
    },
    async createTopics(topics) {
      const create = async ({ name, partitions, copies, settings }: (typeof topics)[number]) => {
        const configs = Object.entries(settings).map(([key, value]) => ({ name: key, value }));
        try {
          await admin.createTopics({ topics: [name], partitions, replicas: copies, configs });
        } catch (cause) {
          if (findErrorBy(cause as Error, "apiId", "TOPIC_ALREADY_EXISTS") === null) throw cause;
        }
      };
      await Promise.all(topics.map(create));
    },
    async countPartitions(names) {
      const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
      // A broker that was told who leads may not have begun to lead yet: only an answer proves it.
      for (const name of names) await bounds(name);
      return new Map([...topics].map(([name, topic]) => [name, topic.partitionsCount]));
    },
    bounds,
    close: () => admin.close(),
  };
}
