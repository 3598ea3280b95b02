import { ProduceAcks, Producer } from "@platformatic/kafka";
import type { KafkaClientOptions, KafkaProducer } from "../kafka-client.ts";
import { connectionOptions } from "./connection-options.ts";

export function platformaticProducer(options: KafkaClientOptions): KafkaProducer {
  const producer = new Producer({ ...connectionOptions(options), idempotent: true, acks: ProduceAcks.ALL });
  return {
    async send(topic, messages) {
      const { offsets = [] } = await producer.send({
        messages: messages.map(({ partition, key, value, timestampMs }) => ({
          topic,
          partition,
          key: Buffer.from(key),
          // The library's type has no null, its record writer has: an absent value is a tombstone.
          ...(value !== null && { value }),
          timestamp: BigInt(timestampMs),
        })),
      });
      return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
    },
    close: () => producer.close(),
  };
}
