import { KEYS_OF_EVERYBODY } from "@attune/core/ports/state-keys";
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

/** The lane's own keys, all at score 0 and so in the order of their bytes. No generation has a bar in it, so this is no value's key. */
export function laneIndexKey(lane: LanePartition, generation: string): string {
  return `${laneTag(lane)}${generation}|`;
}

/** Whether a key, or every key that begins so, is the lane's own and not one of those that each person or item has. */
export function isOfLane(key: string): boolean {
  return key !== "" && !KEYS_OF_EVERYBODY.has(key[0] as string);
}
