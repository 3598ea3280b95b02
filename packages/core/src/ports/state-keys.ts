import type { ItemKey } from "../identity/item-key.ts";
import { partitionOf } from "../identity/partition-of.ts";
import { eventPartition } from "./event-layout.ts";
import type { StateKey } from "./state-store.ts";
import { TOPICS } from "./topics.ts";

/**
 * Every key of the state store, and the partition it lives in. What writer and reader must agree on is computed here and nowhere else.
 * Keys are short because there is one for every person.
 */
/** With what the keys begin of which there is one for every person or item; all others are a lane partition's own, and few. */
export const KEYS_OF_EVERYBODY: ReadonlySet<string> = new Set(["s", "a", "d", "i"]);

export function laneKey(tenant: string, subject: string): string {
  return `${tenant}|${subject}`;
}

export function subjectPartition(tenant: string, subject: string): number {
  return eventPartition(laneKey(tenant, subject));
}

export function subjectStateKey(tenant: string, subject: string): StateKey {
  return { lane: "users", partition: subjectPartition(tenant, subject), key: `s${tenant}|${subject}` };
}

/** Declared attributes, apart from behaviour: they are read rarely and erased alone. */
export function attributesKey(tenant: string, subject: string): StateKey {
  return { lane: "users", partition: subjectPartition(tenant, subject), key: `a${tenant}|${subject}` };
}

/** Event ids of a person that were folded: the exact dedup. */
export function seenEventsKey(tenant: string, subject: string): StateKey {
  return { lane: "users", partition: subjectPartition(tenant, subject), key: `d${tenant}|${subject}` };
}

export function itemPartition(tenant: string, key: ItemKey): number {
  return TOPICS["item-deltas"].partitions === 1 ? 0 : partitionOf(`${tenant}|${key}`, TOPICS["item-deltas"].partitions);
}

export function itemStateKey(tenant: string, key: ItemKey): StateKey {
  return { lane: "items", partition: itemPartition(tenant, key), key: `i${tenant}|${key.toString(36)}` };
}

/** `name` is `popularity`, `segment:<segment>` or `trending:<scale>`; each item partition keeps its own list. */
export function topListKey(tenant: string, partition: number, name: string): StateKey {
  return { lane: "items", partition, key: `t${tenant}|${name}` };
}

export function rankerKey(tenant: string): StateKey {
  return { lane: "learner", partition: partitionOf(tenant, TOPICS.examples.partitions), key: `r${tenant}` };
}

/** What a user lane partition counted for a tenant, by day. */
export function laneUsageKey(tenant: string): string {
  return `u${tenant}`;
}

/** Whose a value is, by its key; undefined where the key does not say: a lane's own bookkeeping, and waiting impressions. */
export function tenantOfStateKey(key: string): string | undefined {
  const bar = key.indexOf("|");
  if (bar > 0) return key.slice(1, bar);
  return /^[ru]./.test(key) ? key.slice(1) : undefined;
}

/** Sums of one phase of an experiment over the people of a user lane partition. */
export function experimentSumsKey(tenant: string, experimentId: string, phase: number): string {
  return `${EXPERIMENT_SUMS}${tenant}|${experimentId}|${phase}`;
}

export const EXPERIMENT_SUMS = "x";

/** A lane partition's own bookkeeping: watermarks and what was seen of each source. */
export const LANE_META_KEY = "m";

/** An impression whose outcome is still open, by its offset in the lane partition. */
export function pendingImpressionKey(offset: number): string {
  return `p${offset.toString(36).padStart(11, "0")}`;
}
