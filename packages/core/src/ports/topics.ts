import { eventPartitions } from "./event-layout.ts";

/** Every topic: its name on the wire, how it is partitioned and how long it is kept. Code elsewhere says `"events"`. */
export const TOPICS = {
  events: {
    name: "attune.events",
    get partitions(): number {
      return eventPartitions();
    },
    compacted: false,
    retentionMs: 7 * 86_400_000,
  },
  "item-deltas": { name: "attune.item-deltas", partitions: 1, compacted: false, retentionMs: 2 * 86_400_000 },
  examples: { name: "attune.examples", partitions: 1, compacted: false, retentionMs: 2 * 86_400_000 },
  catalogue: { name: "attune.catalogue", partitions: 1, compacted: true, retentionMs: 0 },
  "item-vectors": { name: "attune.item-vectors", partitions: 1, compacted: true, retentionMs: 0 },
  "dead-letters": { name: "attune.dead-letters", partitions: 1, compacted: false, retentionMs: 30 * 86_400_000 },
  "consent-decisions": { name: "attune.consent-decisions", partitions: 1, compacted: false, retentionMs: 30 * 86_400_000 },
  metrics: { name: "attune.metrics", partitions: 1, compacted: false, retentionMs: 3_600_000 },
} as const satisfies Record<string, TopicSettings>;

export type TopicName = keyof typeof TOPICS;

export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  /** Keep only the newest record of each key; an empty value is a tombstone that removes the key. */
  readonly compacted: boolean;
  /** 0 keeps for ever. */
  readonly retentionMs: number;
}
