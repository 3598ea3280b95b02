import type { Kafka, RecordMetadata } from "kafkajs";
import type { KafkaProducer } from "../kafka-client.ts";

export function kafkajsProducer(kafka: Kafka): KafkaProducer {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
  });
  let connected: Promise<void> | undefined;
  return {
    async send(topic, messages) {
      connected ??= producer.connect();
      await connected;
      const written: RecordMetadata[] = await producer.sendBatch({
        acks: -1,
        timeout: 5_000,
        topicMessages: [{ topic, messages: messages.map(({ timestampMs, ...rest }) => ({ ...rest, timestamp: String(timestampMs) })) }],
      });
      return new Map(written.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    },
    async close() {
      await producer.disconnect();
    },
  };
}
