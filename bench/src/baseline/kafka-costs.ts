import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { Kafka, logLevel } from "kafkajs";

const TOPIC = "bench-raw";
const ROUNDS = 300;
/** As long as an event is on the log. */
const RECORD_BYTES = 300;

export interface KafkaCosts {
  /** One record to its acknowledgement by all in-sync replicas. */
  readonly append: LatencySketch;
  /** The same record from its sending until a consumer has it. */
  readonly trip: LatencySketch;
}

/** What Kafka itself takes, idle, one record after the other: a producer and a consumer of a topic of their own. */
export async function kafkaCosts(brokers: readonly string[]): Promise<KafkaCosts> {
  const kafka = new Kafka({ clientId: "attune-bench", brokers: [...brokers], logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })];
  const consumer = kafka.consumer({ groupId: TOPIC, minBytes: 1, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
    await producer.connect();
    const arrived = await arrivals(consumer);
    const send = () => producer.send({ topic: TOPIC, acks: -1, messages: [{ value: Buffer.alloc(RECORD_BYTES, 7) }] });
    // The first trip waits for the consumer to join its group.
    await Promise.all([send(), arrived()]);
    const costs: KafkaCosts = { append: new LatencySketch(), trip: new LatencySketch() };
    for (let i = 0; i < ROUNDS; i++) {
      const startMs = performance.now();
      const acknowledged = send().then(() => costs.append.add(performance.now() - startMs));
      await arrived();
      costs.trip.add(performance.now() - startMs);
      await acknowledged;
    }
    return costs;
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
    await admin.deleteTopics({ topics: [TOPIC] }).catch(() => undefined);
    await admin.disconnect();
  }
}

/** Resolves once for each record that the consumer was handed. */
async function arrivals(consumer: ReturnType<Kafka["consumer"]>): Promise<() => Promise<void>> {
  let unheard = 0;
  let wake: (() => void) | undefined;
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async () => {
      unheard += 1;
      wake?.();
    },
  });
  return async () => {
    while (unheard === 0) {
      const heard = Promise.withResolvers<void>();
      wake = heard.resolve;
      await heard.promise;
    }
    unheard -= 1;
  };
}
