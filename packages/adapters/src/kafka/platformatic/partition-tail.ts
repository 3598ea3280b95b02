import type { PartitionTail } from "@attune/core/ports/follow-partitions";
import type { KafkaClientOptions } from "../kafka-client.ts";
import { type Fetched, partitionFetcher } from "./partition-fetcher.ts";

/** What of a fetch was not handed on yet. */
interface Rest extends Fetched {
  readonly from: number;
}

export interface PartitionTailOptions extends KafkaClientOptions {
  readonly topic: string;
  readonly maxBatchRecords: number;
  readonly signal: AbortSignal;
  /** Resolves when nobody else can have the partitions, or when the signal aborts. */
  certain(): Promise<void>;
}

/** Partitions as `followPartitions` wants them: each has at most one fetch in memory. */
export function partitionTail(options: PartitionTailOptions): PartitionTail & { close(): Promise<void> } {
  const { topic, maxBatchRecords, signal, certain } = options;
  const fetchers = new Map<number, ReturnType<typeof partitionFetcher>>();
  const rests = new Map<number, Rest>();

  return {
    async read(partition, fromOffset) {
      const fetcher = fetchers.get(partition) ?? partitionFetcher(options, topic, partition);
      fetchers.set(partition, fetcher);
      const rest = rests.get(partition);
      const goesOn = rest?.from === fromOffset && rest.records.length > 0;
      const fetched = goesOn ? rest : await fetcher.fetch(fromOffset, signal);
      // Whoever was suspended for a while may find here what is somebody else's by now.
      await certain();
      const records = fetched.records.slice(0, maxBatchRecords);
      const last = records.at(-1);
      // The end of an empty answer is no place to go on at: it may have grown since.
      if (last === undefined) return { records, endOffset: fromOffset };
      rests.set(partition, { from: last.offset + 1, records: fetched.records.slice(maxBatchRecords), endOffset: fetched.endOffset });
      return { records, endOffset: fetched.endOffset };
    },

    // Reading itself waits for what comes.
    grown: async () => undefined,

    async close() {
      await Promise.all([...fetchers.values()].map((fetcher) => fetcher.close().catch(() => undefined)));
    },
  };
}
