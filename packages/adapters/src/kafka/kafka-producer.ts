import { LogUnavailable } from "@attune/core/ports/log";
import type { KafkaMessage, KafkaProducer } from "./kafka-client.ts";

/**
 * Makes producers as they are needed. After any failure one is thrown away: kafkajs would give the next batch the sequence numbers of one that may
 * have been written all the same, and the broker would take it for a repetition and drop it.
 */
export function kafkaProducer(make: () => KafkaProducer): KafkaProducer {
  let current: KafkaProducer | undefined;
  const discard = async (): Promise<void> => {
    const former = current;
    current = undefined;
    await former?.close().catch(() => undefined);
  };
  return {
    async send(topic, messages: readonly KafkaMessage[]) {
      try {
        current ??= make();
        return await current.send(topic, messages);
      } catch (cause) {
        await discard();
        throw new LogUnavailable("Kafka did not acknowledge the records", { cause });
      }
    },
    close: discard,
  };
}
