import type { LogRecord } from "@attune/core/ports/log";
import { Kafka, logLevel } from "kafkajs";
import type { KafkaClient, KafkaClientOptions } from "../kafka-client.ts";
import { kafkajsAdmin } from "./kafkajs-admin.ts";
import { consumeByKafkajs } from "./kafkajs-consumer.ts";
import { kafkajsProducer } from "./kafkajs-producer.ts";

/** A read that finds nothing more within this time is at the end. */
const READ_MS = 5_000;

export function kafkajsClient({ brokers, sessionMs }: KafkaClientOptions): KafkaClient {
  const kafka = new Kafka({
    clientId: "attune",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
  });
  const connection = kafka.admin();
  const admin = kafkajsAdmin(connection);
  const consuming = { kafka, admin, sessionMs };

  return {
    admin,
    producer: () => kafkajsProducer(kafka),
    subscribe: (name, subscription) => consumeByKafkajs(consuming, name, subscription),

    /** kafkajs has no random access: a consumer of its own is put there, which takes about a tenth of a second. */
    async read(name, { topic, partition, from, end, maxRecords }) {
      const found: LogRecord[] = [];
      const enough = Promise.withResolvers<void>();
      const timer = setTimeout(enough.resolve, READ_MS);
      const ends = new Map((await admin.bounds(name)).map((bounds) => [bounds.partition, bounds.end]));
      const running = await consumeByKafkajs(consuming, name, {
        topic,
        maxBatchRecords: maxRecords,
        startOffset: async (which) => (which === partition ? from : (ends.get(which) ?? 0)),
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
    },

    close: () => connection.disconnect(),
  };
}
