import type { LanePartition } from "@attune/core/ports/state-store";

const LETTERS = { users: "u", items: "i", learner: "l", ledger: "c" } as const;

/** Everything of a lane partition shares a hash tag, hence a slot of Redis Cluster, hence one script may change it. */
export function laneTag({ lane, partition }: LanePartition): string {
  return `{${LETTERS[lane]}${partition}}`;
}

/** Generation, epoch and offset of a lane partition, as a hash. */
export function laneMetaKey(lane: LanePartition): string {
  return `${laneTag(lane)}m`;
}

/**
 * A value belongs to one generation of its lane partition. When the partition's meta was lost while values survived (a manual DEL, an
 * eviction, a torn restore), the next claim begins another generation, and what was folded before is no longer found: folding it anew on top
 * would count twice.
 */
export function laneValueKey(lane: LanePartition, generation: string, key: string): string {
  return `${laneTag(lane)}${generation}:${key}`;
}
