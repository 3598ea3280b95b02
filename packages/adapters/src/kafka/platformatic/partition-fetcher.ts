import { setTimeout as pause } from "node:timers/promises";
import type { LogRecord } from "@attune/core/ports/log";
import { Consumer, findErrorBy, ListOffsetTimestamps, type RecordsBatch } from "@platformatic/kafka";
import type { KafkaClientOptions } from "../kafka-client.ts";
import { connectionOptions } from "./connection-options.ts";
import { isFinal } from "./is-final.ts";

const MAX_FETCH_BYTES = 1024 * 1024;
/** How long the broker keeps a fetch that finds nothing; what arrives meanwhile is answered at once. */
const WAIT_MS = 500;
const LONGEST_PAUSE_MS = 1_000;
const CONTROL_BATCH = 0b10_0000;

export interface Fetched {
  /** All of them at `from` or later; empty when there was nothing for half a second. */
  readonly records: readonly LogRecord[];
  /** Where the partition ended. */
  readonly endOffset: number;
}

/**
 * Fetches one partition on a connection of its own, at the offset that it is told: nothing is fetched that was not asked for, so a slow reader costs
 * one fetch of memory and holds nobody up. The library's streams serve their partitions one after another and cannot be sent elsewhere.
 */
export function partitionFetcher(options: KafkaClientOptions, topic: string, partition: number) {
  // It never joins the group: the library wants to know one.
  const consumer = new Consumer({ ...connectionOptions(options), groupId: "attune-fetch", retries: 0 });
  consumer.topics.track(topic);

  async function fetchOnce(from: number): Promise<Fetched> {
    const found = (await consumer.metadata({ topics: [topic] })).topics.get(topic);
    const leader = found?.partitions[partition]?.leader ?? -1;
    if (found === undefined || leader < 0) throw new Error(`${topic}/${partition} has no leader`);
    const response = await consumer.fetch({
      node: leader,
      maxWaitTime: WAIT_MS,
      minBytes: 1,
      maxBytes: MAX_FETCH_BYTES,
      topics: [
        {
          topicId: found.id,
          partitions: [
            {
              partition,
              fetchOffset: BigInt(from),
              partitionMaxBytes: MAX_FETCH_BYTES,
              // Only followers and those who remember the leader's epoch say one.
              currentLeaderEpoch: -1,
              lastFetchedEpoch: -1,
            },
          ],
        },
      ],
    });
    // A partition that has nothing new is left out of the answer.
    const answer = response.responses[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition);
    const records = (answer?.records ?? []).flatMap(recordsOf).filter(({ offset }) => offset >= from);
    return { records, endOffset: Number(answer?.highWatermark ?? from) };
  }

  /** What retention dropped cannot be had: the first record that is left comes next. What lies beyond the end is waited for. */
  async function nearest(from: number): Promise<number> {
    const begins = await consumer.listOffsets({
      topics: [topic],
      partitions: { [topic]: [partition] },
      timestamp: ListOffsetTimestamps.EARLIEST,
    });
    return Math.max(from, Number(begins.get(topic)?.[partition] ?? 0));
  }

  return {
    /** Rejects only when trying again would be of no use; resolves without records when the signal aborts. */
    async fetch(from: number, signal: AbortSignal): Promise<Fetched> {
      let begin = from;
      for (let pauseMs = 50; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return await unlessAborted(fetchOnce(begin), signal, { records: [], endOffset: from });
        } catch (failure) {
          const outside = failure instanceof Error && findErrorBy(failure, "apiId", "OFFSET_OUT_OF_RANGE") !== null;
          if (!outside && isFinal(failure)) throw failure;
          consumer.clearMetadata();
          await pause(pauseMs, undefined, { signal }).catch(() => undefined);
          if (outside) begin = await nearest(from).catch(() => from);
        }
      }
      return { records: [], endOffset: from };
    },
    close: () => consumer.close(),
  };
}

function recordsOf({ firstOffset, firstTimestamp, attributes, records }: RecordsBatch): LogRecord[] {
  if ((attributes & CONTROL_BATCH) !== 0) return [];
  return records.map(({ offsetDelta, timestampDelta, key, value }) => ({
    offset: Number(firstOffset) + offsetDelta,
    key: key?.toString("utf8") ?? "",
    value: value ?? new Uint8Array(),
    timestampMs: Number(firstTimestamp + timestampDelta),
  }));
}

/** What is waited for may go on; nobody will hear of it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, otherwise: T): Promise<T> {
  const { promise: aborted, resolve } = Promise.withResolvers<T>();
  const abort = () => resolve(otherwise);
  signal.addEventListener("abort", abort, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
