import { LogUnavailable } from "@attune/core/ports/log";
import type { Kafka, Message, Producer, RecordMetadata, TopicMessages } from "kafkajs";

/**
 * An idempotent producer, `acks=all`, one request at a time so that order holds. After any failure it is thrown away: kafkajs would give the next
 * batch the sequence numbers of one that may have been written all the same, and the broker would take it for a repetition and drop it.
 */
export function kafkaProducer(kafka: Kafka) {
  let current: Promise<Producer> | undefined;

  const open = (): Promise<Producer> => {
    current ??= (async () => {
      const producer = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
      });
      await producer.connect();
      return producer;
    })();
    return current;
  };
  const discard = async (): Promise<void> => {
    const failed = current;
    current = undefined;
    await failed?.then((producer) => producer.disconnect()).catch(() => undefined);
  };

  return {
    /** Base offsets by partition, once in all replicas that are in sync. */
    async send(topic: string, messages: readonly Message[]): Promise<ReadonlyMap<number, number>> {
      try {
        const batch: TopicMessages = { topic, messages: [...messages] };
        const written: RecordMetadata[] = await (await open()).sendBatch({ acks: -1, timeout: 5_000, topicMessages: [batch] });
        return new Map(written.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
      } catch (cause) {
        await discard();
        throw new LogUnavailable("Kafka did not acknowledge the records", { cause });
      }
    },
    close: discard,
  };
}
