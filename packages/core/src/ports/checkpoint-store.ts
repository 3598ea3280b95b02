import type { LanePartition } from "./state-store.ts";

/**
 * Copies of the state of lane partitions, each beside the offset it stands at, in a place that does not go with the state store.
 *
 * A checkpoint is a base and the increments that follow it. The base is what a scan of the partition found while commits went on; the increments are
 * what was put since the scan began, key by key with its last value. Whatever changed during the scan is therefore in an increment, and base and
 * increments together are the state at exactly the offset of the last increment, once that is not before the offset at which the scan ended.
 */
export interface CheckpointStore {
  /** Begins a checkpoint whose scan starts when the partition stands at `fromOffset`. It counts for nothing until it is whole. */
  begin(lane: LanePartition, fromOffset: number): CheckpointWriter;

  /**
   * The checkpoint that reaches furthest of those that are whole and stand within `begin` and `end`, both included; increments beyond `end` are left
   * out. One that is damaged is used as far as it is good, and passed over where that is not far enough.
   */
  newest(lane: LanePartition, within: { readonly begin: number; readonly end: number }): Promise<Checkpoint | undefined>;

  /** Overwrites and deletes the partition's checkpoints but the one named `keep` and, with `former`, the newest of the others. Answers how many went. */
  retire(lane: LanePartition, kept: { readonly keep: string | undefined; readonly former: boolean }): Promise<number>;

  /** The lane partitions of which something is kept, whole or not. */
  lanes(): Promise<readonly LanePartition[]>;
}

/** Stands in whatever a checkpoint is kept in: whoever scans for residue looks for it, to know that checkpoints were read. */
export const CHECKPOINT_MARK = "attune-checkpoint-1";

/** `null` is a deletion. */
export type CheckpointEntry = readonly [key: string, value: Uint8Array | null];

export interface CheckpointWriter {
  readonly id: string;

  /**
   * Keeps what the scan finds; `scannedUntil` is asked once the scan has ended and answers the offset at which the partition then stood. Resolves with
   * the bytes kept when they are durable. When either of them fails nothing is kept.
   */
  base(scan: AsyncIterable<{ readonly key: string; readonly value: Uint8Array }>, scannedUntil: () => Promise<number>): Promise<number>;

  /** Keeps what changed since the increment before, or since the scan began, up to `untilOffset`. One at a time. Resolves with the bytes kept when they are durable. */
  increment(changed: Iterable<CheckpointEntry>, untilOffset: number): Promise<number>;
}

export interface Checkpoint {
  /** Next offset to fold. */
  readonly offset: number;
  /** In an order in which they can be put one after the other: of a key that comes twice the later is right. */
  entries(): AsyncIterable<CheckpointEntry>;
}
