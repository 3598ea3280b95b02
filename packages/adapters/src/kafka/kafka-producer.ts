import { LogUnavailable } from "@attune/core/ports/log";
import type { KafkaMessage, KafkaProducer } from "./kafka-client.ts";

/**
 * Makes producers as they are needed. After any failure one is thrown away: kafkajs would give the next batch the sequence numbers of one that may
 * have been written all the same, and the broker would take it for a repetition and drop it.
 *
 * A partition without an offset was not written, whatever the client says of the whole: kafkajs remembers which brokers have answered a batch, and when a
 * leader dies its partitions go to a broker that has answered for its own already, which is then not asked again. The batch resolves without them.
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
        const offsets = await current.send(topic, messages);
        const missing = messages.find(({ partition }) => !Number.isInteger(offsets.get(partition)));
        if (missing !== undefined) throw new Error(`${topic}/${missing.partition} was left out of the answer`);
        return offsets;
      } catch (cause) {
        await discard();
        throw new LogUnavailable("Kafka did not acknowledge the records", { cause });
      }
    },
    close: discard,
  };
}
