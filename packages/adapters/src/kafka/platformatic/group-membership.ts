import { setTimeout as pause } from "node:timers/promises";
import { Consumer, heartbeatV4 } from "@platformatic/kafka";
import { HEARTBEAT_MS, type KafkaClientOptions, REBALANCE_MS } from "../kafka-client.ts";
import { connectionOptions } from "./connection-options.ts";
import { isFinal } from "./is-final.ts";

const AGAIN_MS = 100;
const LEAVE_WITHIN_MS = 2_000;

export interface GroupMembershipOptions extends KafkaClientOptions {
  readonly topic: string;
  readonly group: string;
  /** These partitions are ours. */
  assigned(partitions: readonly number[]): void;
  /** Resolves when nothing is worked on any more: only then do we take part in sharing the partitions out anew. */
  released(): Promise<void>;
  /** We shall never be let in (again). */
  failed(cause: unknown): void;
}

/**
 * Membership in a consumer group, without its records: partitions are fetched beside it. The library joins again as soon as a heartbeat tells of a
 * rebalance, while batches are being worked on; the one thing that it waits for is what a member has to say of itself, so that is where we wait.
 */
export function groupMembership(options: GroupMembershipOptions) {
  const { topic, group, sessionMs, assigned, released, failed } = options;
  /** The session counts from when the last heartbeat that succeeded was sent: a suspended process reads old answers first. */
  let certainFromMs = Number.NEGATIVE_INFINITY;
  let left = false;
  let current = open();

  function open(): Consumer {
    const consumer = new Consumer({
      ...connectionOptions(options),
      // Whoever joins is answered when all others have, too.
      requestTimeout: REBALANCE_MS + 5_000,
      // A failed heartbeat is followed by the next one, a failed join by ours: the library's own retries would hide how things stand.
      retries: 0,
      groupId: group,
      sessionTimeout: sessionMs,
      rebalanceTimeout: REBALANCE_MS,
      heartbeatInterval: HEARTBEAT_MS,
      heartbeatStallTimeout: sessionMs,
      protocolsMetadata: async () => {
        await releasedWhileBeating();
        return Buffer.alloc(0);
      },
    });
    const isCurrent = () => consumer === current && !left;
    let sentMs = 0;
    consumer.topics.track(topic);
    consumer.on("consumer:heartbeat:start", () => {
      sentMs = performance.now();
    });
    consumer.on("consumer:heartbeat:end", () => {
      if (isCurrent()) certainFromMs = sentMs;
    });
    consumer.on("consumer:group:join", ({ assignments }) => {
      if (isCurrent()) assigned(assignments?.find((assignment) => assignment.topic === topic)?.partitions ?? []);
    });
    // The library's own attempt to join again failed, and it makes no other.
    consumer.on("error", (cause: unknown) => {
      if (isCurrent()) void joinAgain(consumer, cause);
    });
    // The coordinator neither answers nor closes the connection.
    consumer.on("consumer:heartbeat:stalled", () => {
      if (isCurrent()) void renew();
    });
    return consumer;
  }

  async function join(consumer: Consumer): Promise<void> {
    while (consumer === current && !left) {
      try {
        await consumer.joinGroup({});
        return;
      } catch (cause) {
        if (left || consumer !== current) return;
        if (isFinal(cause)) return failed(cause);
        await pause(AGAIN_MS);
      }
    }
  }

  async function joinAgain(consumer: Consumer, cause: unknown): Promise<void> {
    if (isFinal(cause)) return failed(cause);
    await pause(AGAIN_MS);
    await join(consumer);
  }

  async function renew(): Promise<void> {
    const former = current;
    current = open();
    // As the same member: the group would wait out the session of the former one.
    current.memberId = former.memberId;
    former.memberId = null;
    void former.close(true).catch(() => undefined);
    await released();
    await join(current);
  }

  /** Kafka takes a member that is silent for dead, also one that finishes its batch before it joins. */
  async function releasedWhileBeating(): Promise<void> {
    const timer = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_MS);
    try {
      await released();
    } finally {
      clearInterval(timer);
    }
  }

  async function beat(): Promise<void> {
    const { coordinatorId, currentMetadata, memberId, generationId, connections } = current;
    const coordinator = coordinatorId === null ? undefined : currentMetadata?.brokers.get(coordinatorId);
    if (coordinator === undefined || memberId === null) throw new Error("no member of the group");
    const sentMs = performance.now();
    const connection = await connections.get(coordinator);
    await heartbeatV4.api.async(connection, group, generationId, memberId, null);
    certainFromMs = sentMs;
  }

  return {
    /** Resolves when we are in the group, or never shall be. */
    join: () => join(current),

    /** Resolves as soon as the broker has confirmed us within the session, or when the signal aborts. */
    async certain(signal: AbortSignal): Promise<void> {
      const again = () => pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      while (!signal.aborted && performance.now() - certainFromMs >= sessionMs) {
        // A beat whose connection is closed under it is never answered.
        await Promise.race([beat().catch(again), again()]);
      }
    },

    async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
      await current.commit({
        offsets: [...offsets].map(([partition, offset]) => ({ topic, partition, offset: BigInt(offset), leaderEpoch: -1 })),
      });
    },

    async leave(): Promise<void> {
      left = true;
      const closed = current.close(true).catch(() => undefined);
      await Promise.race([closed, pause(LEAVE_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
