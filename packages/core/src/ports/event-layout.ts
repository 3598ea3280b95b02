import { partitionOf } from "../identity/partition-of.ts";

/**
 * Which partitions of `events` take what is appended: `count` of them from `first` on. A partition's number is never used for other people than before: when their
 * count changes, people move to numbers that are new, and what other lanes, the ledger and the counts remember by partition and offset stays unmistakable.
 * Partitions before `first` are read until retention has emptied them, and never written.
 */
export interface EventLayout {
  readonly first: number;
  readonly count: number;
}

let layout: EventLayout = { first: 0, count: 4 };

/** To be called once, before anything is read or written: the installation's layout is the same for all of its processes. */
export function layOutEvents(chosen: EventLayout): void {
  layout = chosen;
}

export function eventLayout(): EventLayout {
  return layout;
}

/** The partition of the person with this key. */
export function eventPartition(key: string): number {
  return layout.first + partitionOf(key, layout.count);
}

/** All that the topic must have. */
export function eventPartitions(): number {
  return layout.first + layout.count;
}

/** State of a moved partition does not begin with its log: what stands at its offset 0 is somebody who lost it. */
export function firstFoldable(lane: string, partition: number, begin: number): number {
  return lane === "users" && layout.first > 0 && partition >= layout.first ? Math.max(begin, 1) : begin;
}
