import { setTimeout as pause } from "node:timers/promises";
import type { LogBatch, LogRecord, LogSubscription } from "@attune/core/ports/log";
import type { Batch, Consumer, EachBatchPayload, KafkaMessage } from "kafkajs";
import type { KafkaAdmin } from "../kafka-client.ts";
import { lagCommits } from "../lag-commits.ts";
import { heartbeats } from "./heartbeats.ts";
import type { membershipLease } from "./membership-lease.ts";

/** kafkajs fetches nothing more from a broker while any of its partitions is worked on: after so long the others are given a turn. */
const TURN_MS = 100;
const ASK_AGAIN_MS = 50;

export interface PartitionWorkOptions {
  readonly consumer: Consumer;
  readonly admin: KafkaAdmin;
  readonly topic: string;
  readonly subscription: LogSubscription;
  readonly lease: ReturnType<typeof membershipLease>;
  stopped(): boolean;
}

/** What the subscriber threw, as against what kafkajs raises and mends itself. */
export class SubscriberFailure extends Error {
  override readonly name = "SubscriberFailure";
}

interface DuePartition {
  next: number;
  /** The offset that was sought forward to last. */
  soughtForward: number | undefined;
}

/**
 * Hands on what kafkajs fetched. It waits neither for a join nor for a seek, and has no hook for a partition that goes: so every batch is compared
 * with the offset that is due, and nothing is handed on unless it is certain that the partition is ours.
 */
export function partitionWork({ consumer, admin, topic, subscription, lease, stopped }: PartitionWorkOptions) {
  /** Offset due in each partition that is ours; forgotten with every join, because it may have been somebody else's meanwhile. */
  let due = new Map<number, DuePartition>();
  const { maxBatchRecords } = subscription;
  /** The latest batch's own: unlike the consumer's it does not try for hours. */
  let commitOffsets: EachBatchPayload["commitOffsetsIfNecessary"] | undefined;
  const commits = lagCommits(async (offsets) => {
    const partitions = [...offsets].map(([partition, next]) => ({ partition, offset: String(next) }));
    await commitOffsets?.({ topics: [{ topic, partitions }] });
  });

  async function workThrough(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload;
    const { partition, messages } = batch;
    commitOffsets = payload.commitOffsetsIfNecessary;
    const mine = due;
    const going = () => isRunning() && !isStale() && mine === due && !stopped();
    const beats = heartbeats(heartbeat);
    try {
      if (!(await assured(going, heartbeat))) return;
      const place = mine.get(partition) ?? (await beginning(partition));
      if (!going()) return;
      mine.set(partition, place);
      if (await liesElsewhere(batch, place)) return seek(partition, place.next);
      const fresh = messages.filter(({ offset }) => Number(offset) >= place.next);
      // The partition ends before what is due, and kafkajs began anew at its first record.
      if (fresh.length === 0) resolveOffset((messages.at(-1) as KafkaMessage).offset);
      for (let from = 0, untilMs = performance.now() + TURN_MS; from < fresh.length; from += maxBatchRecords) {
        beats.check();
        if (performance.now() > untilMs || !(await assured(going, heartbeat))) break;
        const goesOn = await handOn(payload, place, fresh.slice(from, from + maxBatchRecords), () => mine === due);
        if (!goesOn) break;
      }
      beats.check();
      await heartbeat();
    } finally {
      beats.stop();
    }
  }

  /** Whether the partition is ours, for certain: the broker is asked when that was long ago. */
  async function assured(going: () => boolean, heartbeat: () => Promise<void>): Promise<boolean> {
    while (going() && !lease.isCertain()) {
      await heartbeat();
      if (!lease.isCertain()) await pause(ASK_AGAIN_MS);
    }
    return going();
  }

  async function beginning(partition: number): Promise<DuePartition> {
    return { next: await ofSubscriber(() => subscription.startOffset(partition)), soughtForward: undefined };
  }

  /** Whether what follows in the batch is what is due. */
  async function handOn(
    { batch, resolveOffset }: EachBatchPayload,
    place: DuePartition,
    messages: readonly KafkaMessage[],
    isMine: () => boolean,
  ): Promise<boolean> {
    const { partition, highWatermark } = batch;
    const lastOffset = Number((messages.at(-1) as KafkaMessage).offset);
    const handed: LogBatch = { topic: subscription.topic, partition, records: messages.map(recordOf), endOffset: Number(highWatermark) };
    place.next = await ofSubscriber(() => subscription.handle(handed));
    // Who lost the partition meanwhile has no say in where its next owner reads, which may be this very member.
    if (!isMine()) return false;
    commits.moved(partition, place.next);
    if (place.next <= lastOffset) {
      seek(partition, place.next);
      return false;
    }
    resolveOffset(String(lastOffset));
    return true;
  }

  function seek(partition: number, next: number): void {
    consumer.seek({ topic, partition, offset: String(next) });
  }

  /**
   * Fetched from behind what is due: by a group that Kafka remembers farther on than the subscriber, or before a seek; unless retention was faster.
   * Or all of it before what is due: it would be fetched for nothing, and one seek helps unless the partition ends there.
   */
  async function liesElsewhere({ partition, messages, ...batch }: Batch, place: DuePartition): Promise<boolean> {
    const { next } = place;
    const { fetchedOffset } = batch as unknown as { readonly fetchedOffset: string };
    if (Number(fetchedOffset) > next) {
      const bounds = (await admin.bounds(topic)).find((each) => each.partition === partition);
      return bounds === undefined || bounds.begin <= next;
    }
    const allBefore = Number(messages.at(-1)?.offset ?? next) < next;
    if (!allBefore || place.soughtForward === next) return false;
    place.soughtForward = next;
    return true;
  }

  return {
    workThrough,
    forget() {
      due = new Map();
      commits.forget();
    },
    stop: () => commits.stop(),
  };
}

async function ofSubscriber<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new SubscriberFailure("the subscriber failed", { cause });
  }
}

function recordOf({ offset, key, value, timestamp }: KafkaMessage): LogRecord {
  return { offset: Number(offset), key: key?.toString("utf8") ?? "", value: value ?? new Uint8Array(), timestampMs: Number(timestamp) };
}
