import type { LogRecord } from "@attune/core/ports/log";
import type { KafkaClient, KafkaClientOptions } from "../kafka-client.ts";
import { partitionFetcher } from "./partition-fetcher.ts";
import { platformaticAdmin } from "./platformatic-admin.ts";
import { consumeAll, consumeInGroup } from "./platformatic-consumer.ts";
import { platformaticProducer } from "./platformatic-producer.ts";

export function platformaticClient(options: KafkaClientOptions): KafkaClient {
  const admin = platformaticAdmin(options);
  return {
    admin,
    producer: () => platformaticProducer(options),

    async subscribe(name, subscription) {
      const { group } = subscription;
      if (group !== undefined) return consumeInGroup(options, name, { ...subscription, group });
      const partitions = (await admin.bounds(name)).map(({ partition }) => partition);
      return consumeAll(options, name, subscription, partitions);
    },

    async read(name, { partition, from, end, maxRecords }) {
      const fetcher = partitionFetcher(options, name, partition);
      const found: LogRecord[] = [];
      const { signal } = new AbortController();
      try {
        for (let next = from; next < end && found.length < maxRecords; ) {
          const { records } = await fetcher.fetch(next, signal);
          // Compaction took the rest.
          if (records.length === 0) break;
          found.push(...records.slice(0, maxRecords - found.length));
          next = (records.at(-1) as LogRecord).offset + 1;
        }
      } finally {
        await fetcher.close().catch(() => undefined);
      }
      return found;
    },

    close: () => admin.close(),
  };
}
