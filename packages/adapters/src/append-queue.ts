import { setImmediate as nextTurn } from "node:timers/promises";
import { LogOverloaded, LogUnavailable } from "@attune/core/ports/log";

/** Commits at most this much at once: beyond it a larger transaction delays the first caller more than it saves the others. */
const MAX_COMMIT_BYTES = 8 * 1024 * 1024;

export interface AppendLimits {
  readonly maxQueuedBytes: number;
  readonly maxQueuedRecords: number;
}

/** A record whose size is known. */
export interface SizedRecord {
  readonly bytes: { readonly length: number };
}

interface QueuedCall<R> {
  readonly records: readonly R[];
  readonly bytes: number;
  resolve(offsets: number[]): void;
  reject(error: unknown): void;
}

/**
 * Group commit: calls that arrive while a transaction is being flushed share the next one.
 * The queue is bounded; what does not fit is refused at once with `LogOverloaded` rather than kept in memory.
 */
export function appendQueue<R extends SizedRecord>(
  limits: AppendLimits,
  commit: (calls: readonly (readonly R[])[]) => Promise<number[][]>,
) {
  let queued: QueuedCall<R>[] = [];
  let bytesInHand = 0;
  let recordsInHand = 0;
  let draining: Promise<void> | undefined;
  let closed = false;

  const takeGroup = (): QueuedCall<R>[] => {
    let [bytes, calls] = [0, 0];
    for (const call of queued) {
      bytes += call.bytes;
      // The first call goes in whatever its size: a call is never split.
      if (bytes > MAX_COMMIT_BYTES && calls > 0) break;
      calls++;
    }
    const group = queued.slice(0, calls);
    queued = queued.slice(calls);
    return group;
  };
  const drain = async (): Promise<void> => {
    while (queued.length > 0) {
      // Callers that the last commit answered append again within this turn; without it the first of them would get a commit of its own.
      await nextTurn();
      const group = takeGroup();
      try {
        const offsets = await commit(group.map((call) => call.records));
        for (const [i, call] of group.entries()) call.resolve(offsets[i] as number[]);
      } catch (error) {
        for (const call of group) call.reject(error);
      }
      for (const call of group) {
        bytesInHand -= call.bytes;
        recordsInHand -= call.records.length;
      }
    }
    draining = undefined;
  };

  return {
    append(records: readonly R[]): Promise<number[]> {
      const bytes = records.reduce((sum, record) => sum + record.bytes.length, 0);
      if (closed) return Promise.reject(new LogUnavailable("the log is closing"));
      if (bytesInHand + bytes > limits.maxQueuedBytes || recordsInHand + records.length > limits.maxQueuedRecords) {
        return Promise.reject(new LogOverloaded(`${recordsInHand} records are waiting to be flushed already`));
      }
      bytesInHand += bytes;
      recordsInHand += records.length;
      return new Promise((resolve, reject) => {
        queued.push({ records, bytes, resolve, reject });
        draining ??= drain();
      });
    },

    /** Refuses further calls and waits for those in hand. */
    async close(): Promise<void> {
      closed = true;
      await draining;
    },
  };
}
