import { followPartitions } from "@attune/core/ports/follow-partitions";
import type { LogSubscription, RunningSubscription } from "@attune/core/ports/log";
import type { KafkaClientOptions } from "../kafka-client.ts";
import { lagCommits } from "../lag-commits.ts";
import { groupMembership } from "./group-membership.ts";
import { partitionTail } from "./partition-tail.ts";

interface Membership {
  certain(signal: AbortSignal): Promise<void>;
}

/** Follows partitions until it is stopped; then what was fetched ahead is forgotten. */
function follow(
  options: KafkaClientOptions,
  topic: string,
  subscription: LogSubscription,
  partitions: readonly number[],
  { certain }: Membership,
): RunningSubscription {
  const stopping = new AbortController();
  const { signal } = stopping;
  const tail = partitionTail({
    ...options,
    topic,
    maxBatchRecords: subscription.maxBatchRecords,
    signal,
    certain: () => certain(signal),
  });
  const running = followPartitions(subscription, partitions, tail, () => certain(signal));
  const close = () => void tail.close();
  running.finished.then(close, close);
  return {
    finished: running.finished,
    async stop() {
      stopping.abort();
      await running.stop();
    },
  };
}

/** All partitions, in no group: nobody else has a say in them. */
export function consumeAll(
  options: KafkaClientOptions,
  topic: string,
  subscription: LogSubscription,
  partitions: readonly number[],
): RunningSubscription {
  return follow(options, topic, subscription, partitions, { certain: async () => undefined });
}

/** The partitions that the group gives us. Offsets belong to the subscriber: those of the group are committed to show the lag, and never read. */
export async function consumeInGroup(
  options: KafkaClientOptions,
  topic: string,
  subscription: LogSubscription & { readonly group: string },
): Promise<RunningSubscription> {
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  finished.catch(() => undefined);
  let following: RunningSubscription | undefined;
  let stopped: Promise<void> | undefined;
  const end = (failure?: unknown): Promise<void> => {
    stopped ??= leave().then(() => (failure === undefined ? resolve() : reject(failure)));
    return stopped;
  };
  const released = async () => {
    commits.forget();
    await following?.stop();
  };
  const membership = groupMembership({
    ...options,
    topic,
    group: subscription.group,
    released,
    failed: (cause) => void end(cause),
    assigned(partitions) {
      if (stopped !== undefined) return;
      following = follow(options, topic, counted, partitions, membership);
      following.finished.catch(end);
    },
  });
  const commits = lagCommits(membership.commit);
  const counted: LogSubscription = {
    ...subscription,
    async handle(batch) {
      const next = await subscription.handle(batch);
      commits.moved(batch.partition, next);
      return next;
    },
  };
  const leave = async () => {
    commits.stop();
    await released();
    await membership.leave();
  };

  await membership.join();
  // A group that never lets us in has ended us.
  if (stopped !== undefined) await finished;
  return { finished, stop: () => end() };
}
