import type { ScrubReceipt } from "./scrub-receipt.ts";

/**
 * Folded state beside the offset up to which it was folded. `commit` writes both in one atomic step and refuses when the stored
 * offset is not the expected one, which is what gives exactly-once effect (docs/guarantees.md).
 */
export interface StateStore {
  /** Takes over a lane's partition: a higher epoch fences every earlier owner. */
  claim(lane: LanePartition): Promise<LaneClaim>;

  /** One round trip for all keys; `undefined` for a key without value. The bytes must not be changed by the caller. */
  read(keys: readonly StateKey[]): Promise<readonly (Uint8Array | undefined)[]>;

  /** Atomic: all puts and the next offset, or nothing. */
  commit(commit: LaneCommit): Promise<CommitOutcome>;

  /** The stored offset of a lane's partition, without claiming it. 0 when there is none. */
  offset(lane: LanePartition): Promise<number>;

  /** Every key of a lane's partition that begins with `prefix`, in key order. For rebuilds, probes and tests. */
  scan(lane: LanePartition, prefix: string): AsyncIterable<{ readonly key: string; readonly value: Uint8Array }>;

  /** Overwrites what deleted values left in the store's files; `forms` are byte sequences that must not stay readable there. */
  scrub(forms: readonly Uint8Array[]): Promise<ScrubReceipt>;

  close(): Promise<void>;
}

/** `ledger` keeps no state but its offset: the projection of consent decisions into the ledger. */
export type LaneName = "users" | "items" | "learner" | "ledger";

export interface LanePartition {
  readonly lane: LaneName;
  readonly partition: number;
}

export interface StateKey extends LanePartition {
  readonly key: string;
}

export interface LaneClaim {
  readonly epoch: number;
  /** Next offset to fold. */
  readonly offset: number;
}

export interface LaneCommit extends LanePartition {
  readonly epoch: number;
  readonly expectedOffset: number;
  readonly nextOffset: number;
  /** `null` deletes. */
  readonly puts: readonly (readonly [key: string, value: Uint8Array | null])[];
}

export type CommitOutcome = "committed" | "fenced" | "offset-mismatch";
