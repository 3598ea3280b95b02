import type { ScrubReceipt } from "./scrub-receipt.ts";
import type { TopicName } from "./topics.ts";

/**
 * The durable, ordered, partitioned log. What `append` acknowledged survives a kill -9; readers see only what is durable.
 * Values are opaque bytes: codecs live above this port, so every adapter carries identical bytes.
 */
export interface Log {
  /**
   * Appends in order, atomically per call and partition, and resolves with the offsets once durable. Of two calls on one topic the one that was made
   * first comes first, also when nobody waited for it.
   * Rejects with `LogUnavailable` when the log cannot commit; then nothing of the call was acknowledged.
   */
  append(topic: TopicName, records: readonly LogAppend[]): Promise<readonly number[]>;

  /** Records of one partition from `fromOffset` on, at most `maxRecords`; empty at the end. Offsets may have gaps. */
  read(topic: TopicName, partition: number, fromOffset: number, maxRecords: number): Promise<readonly LogRecord[]>;

  /** First and next-to-be-written durable offset of each partition. */
  bounds(topic: TopicName): Promise<readonly PartitionBounds[]>;

  /**
   * Delivers every owned partition's records in order, one batch at a time per partition, until `stop()`.
   * Without `group` all partitions are delivered (a tail); with it the members of the group share them.
   */
  subscribe(subscription: LogSubscription): Promise<RunningSubscription>;

  /** Drops records that retention no longer covers; resolves with how many. Compaction happens on append. */
  trim(topic: TopicName, nowMs: number): Promise<number>;

  /** How many records of exactly this key the topic holds, in all partitions. Reads the whole topic. */
  traces(topic: TopicName, key: string): Promise<number>;

  /**
   * Deletes the records of exactly this key in all partitions and resolves with how many when that is durable. Offsets keep gaps. Appends go on
   * meanwhile; what they add after their partition was read is not deleted.
   */
  erase(topic: TopicName, key: string): Promise<number>;

  /** Overwrites what deleted records left in the topic's files; `forms` are byte sequences that must not stay readable there. */
  scrub(topic: TopicName, forms: readonly Uint8Array[]): Promise<ScrubReceipt>;

  close(): Promise<void>;
}

export interface LogAppend {
  readonly partition: number;
  readonly key: string;
  /** Empty in a compacted topic: a tombstone. */
  readonly value: Uint8Array;
  readonly timestampMs: number;
}

export interface LogRecord {
  readonly offset: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly timestampMs: number;
}

export interface PartitionBounds {
  readonly partition: number;
  readonly begin: number;
  readonly end: number;
}

export interface LogBatch {
  readonly topic: TopicName;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** Durable end of the partition when the batch was read: lag is `endOffset - nextOffset`. */
  readonly endOffset: number;
}

export interface LogSubscription {
  readonly topic: TopicName;
  readonly group?: string;
  readonly maxBatchRecords: number;
  /** Where to begin in a partition that was just assigned. */
  startOffset(partition: number): Promise<number>;
  /** Handles a batch and answers the offset to read next; answering an earlier one seeks back. A throw ends the subscription. */
  handle(batch: LogBatch): Promise<number>;
}

export interface RunningSubscription {
  /** Rejects when a handler or the log failed; resolves after `stop()`. */
  readonly finished: Promise<void>;
  /** Resolves after the batches in hand were handled. */
  stop(): Promise<void>;
}

/** The log could not commit (disk full, broker away, closing). The api answers 503 with Retry-After. */
export class LogUnavailable extends Error {
  override readonly name: string = "LogUnavailable";
}

/** More is waiting to be appended than may wait: a log that works, and has enough to do. */
export class LogOverloaded extends LogUnavailable {
  override readonly name = "LogOverloaded";
}
