import type { LogRecord, LogSubscription, PartitionBounds, RunningSubscription } from "@attune/core/ports/log";
import type { TopicName } from "@attune/core/ports/topics";

/** What the log needs of a library that speaks Kafka's protocol. */
export interface KafkaClient {
  readonly admin: KafkaAdmin;
  producer(): KafkaProducer;
  /** The law of `Log.subscribe`, for one topic by its name on the wire. */
  subscribe(topic: string, subscription: LogSubscription): Promise<RunningSubscription>;
  /** What lies in one partition from an offset up to an end, at most `maxRecords`. */
  read(topic: string, range: ReadRange): Promise<readonly LogRecord[]>;
  close(): Promise<void>;
}

export interface KafkaAdmin {
  /** Rejects when no broker answers. */
  connect(): Promise<void>;
  countBrokers(): Promise<number>;
  /** Topics that are there already stay as they are. */
  createTopics(topics: readonly KafkaTopic[]): Promise<void>;
  /** Rejects while a topic is unknown, or has a partition without a leader that leads. */
  countPartitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  bounds(topic: string): Promise<readonly PartitionBounds[]>;
}

export interface KafkaTopic {
  readonly name: string;
  readonly partitions: number;
  readonly copies: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Idempotent, `acks=all`, one request at a time. After a failure it is thrown away and another is made: see `kafkaProducer`. */
export interface KafkaProducer {
  /** Base offsets by partition, once in all replicas that are in sync. */
  send(topic: string, messages: readonly KafkaMessage[]): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}

export interface KafkaMessage {
  readonly partition: number;
  readonly key: string;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly timestampMs: number;
}

export interface ReadRange {
  readonly topic: TopicName;
  readonly partition: number;
  readonly from: number;
  readonly end: number;
  readonly maxRecords: number;
}

export interface KafkaClientOptions {
  /** `host:port` of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** A member that sends no heartbeat for so long has lost its partitions. */
  readonly sessionMs: number;
}

/** How often a member says that it lives. */
export const HEARTBEAT_MS = 500;

/**
 * How long members may work on before they take part in a rebalance; whoever takes longer loses its partitions in the middle of a batch. Far longer
 * than any batch: with less, two members with long batches would take the partitions from each other for ever. A dead member is not waited for.
 */
export const REBALANCE_MS = 60_000;
