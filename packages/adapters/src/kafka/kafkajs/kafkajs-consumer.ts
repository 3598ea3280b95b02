import { randomUUID } from "node:crypto";
import type { LogSubscription, RunningSubscription } from "@attune/core/ports/log";
import type { Consumer, Kafka } from "kafkajs";
import { HEARTBEAT_MS, type KafkaAdmin, REBALANCE_MS } from "../kafka-client.ts";
import { membershipLease } from "./membership-lease.ts";
import { partitionWork, SubscriberFailure } from "./partition-work.ts";

export interface KafkajsConsumerOptions {
  readonly kafka: Kafka;
  readonly admin: KafkaAdmin;
  readonly sessionMs: number;
}

/**
 * A subscription as a member of a consumer group, also a tail, which has one of its own: kafkajs knows no other way. Offsets belong to the
 * subscriber: group offsets are committed to show the lag, and never read.
 */
export async function consumeByKafkajs(
  { kafka, admin, sessionMs }: KafkajsConsumerOptions,
  topic: string,
  subscription: LogSubscription,
): Promise<RunningSubscription> {
  const { group } = subscription;
  const groupId = group ?? `attune-tail-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionMs,
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: HEARTBEAT_MS,
    minBytes: 1,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 1_000_000, restartOnFailure: async () => true },
  });
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  finished.catch(() => undefined);
  let stopped: Promise<void> | undefined;
  const joined = Promise.withResolvers<void>();
  const lease = membershipLease(consumer, sessionMs);
  const work = partitionWork({ consumer, admin, topic, subscription, lease, stopped: () => stopped !== undefined });

  const end = (failure?: unknown): Promise<void> => {
    work.stop();
    stopped ??= leave(kafka, consumer, group === undefined ? groupId : undefined).then(() =>
      failure === undefined ? resolve() : reject(failure),
    );
    return stopped;
  };
  consumer.on(consumer.events.GROUP_JOIN, () => {
    work.forget();
    joined.resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // With `restart` kafkajs goes on by itself; without it nobody would ever read again.
    if (!payload.restart) void end(payload.error);
  });

  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 16,
      eachBatch: async (payload) => {
        try {
          await work.workThrough(payload);
        } catch (failure) {
          if (!(failure instanceof SubscriberFailure)) throw failure;
          // Not awaited: leaving waits for this very batch.
          void end(failure.cause);
        }
      },
    });
    // A group that never lets us in is heard of as a crash.
    await Promise.race([joined.promise, finished]);
  } catch (failure) {
    await end();
    throw failure;
  }
  return { finished, stop: () => end() };
}

/** A tail's group is nobody's after it: the broker need not remember it. */
async function leave(kafka: Kafka, consumer: Consumer, ownGroup: string | undefined): Promise<void> {
  await consumer.disconnect().catch(() => undefined);
  if (ownGroup === undefined) return;
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([ownGroup]);
  } catch {
    // It ages away by itself.
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
