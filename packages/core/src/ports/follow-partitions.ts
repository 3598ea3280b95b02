import type { LogRecord, LogSubscription, RunningSubscription } from "./log.ts";

/** What a log offers so that its partitions can be followed. */
export interface PartitionTail {
  /** Records from an offset on and the partition's durable end, of one moment. */
  read(partition: number, fromOffset: number): Promise<{ readonly records: readonly LogRecord[]; readonly endOffset: number }>;
  /** Resolves when the partition may have grown beyond `offset`, at once when it has, and when the signal aborts. */
  grown(partition: number, offset: number, signal: AbortSignal): Promise<void>;
}

/**
 * The loop behind `subscribe` for logs that are read by asking: one batch at a time per partition, partitions side by side.
 * `admitted` settles when this member owns the partitions; until then nothing is read.
 */
export function followPartitions(
  subscription: LogSubscription,
  partitions: readonly number[],
  tail: PartitionTail,
  admitted: (signal: AbortSignal) => Promise<void>,
): RunningSubscription {
  const stopping = new AbortController();
  const { signal } = stopping;

  const follow = async (partition: number): Promise<void> => {
    let next = await subscription.startOffset(partition);
    while (!signal.aborted) {
      const { records, endOffset } = await tail.read(partition, next);
      if (signal.aborted) return;
      if (records.length > 0) next = await subscription.handle({ topic: subscription.topic, partition, records, endOffset });
      else {
        // Compaction and retention leave gaps: nothing is left between here and the end.
        next = Math.max(next, endOffset);
        await tail.grown(partition, next, signal);
      }
    }
  };
  const followAll = async (): Promise<void> => {
    await admitted(signal);
    if (signal.aborted) return;
    const stopOnFailure = (error: unknown) => {
      stopping.abort();
      throw error;
    };
    const loops = partitions.map((partition) => follow(partition).catch(stopOnFailure));
    const failed = (await Promise.allSettled(loops)).find((loop) => loop.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  };
  const finished = followAll();
  // `stop` reports nothing: whoever cares about a failure awaits `finished`.
  const settled = finished.catch(() => undefined);
  return {
    finished,
    async stop() {
      stopping.abort();
      await settled;
    },
  };
}
