import { eventLayout } from "@attune/core/ports/event-layout";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { RootDatabase } from "lmdb";
import { BYTES_PER_END, ENDS_KEY, FIRST_PARTITION_KEY } from "./log-layout.ts";

type Environment = RootDatabase<Buffer, Buffer>;

/** Why a topic must not be used with the partitions that are asked for; undefined when it may be. A log without a record is laid out as is asked. */
export function layoutRefusal(db: Environment, topic: TopicName, mayGrow: boolean): string | undefined {
  const has = (db.getBinary(ENDS_KEY)?.length ?? 0) / BYTES_PER_END;
  const { partitions } = TOPICS[topic];
  if (has === 0 || (mayGrow && has < partitions)) return undefined;
  const hasFirst = topic === "events" ? (db.getBinary(FIRST_PARTITION_KEY)?.readUInt16BE(0) ?? 0) : 0;
  const first = topic === "events" ? eventLayout().first : 0;
  if (has === partitions && hasFirst === first) return undefined;
  return (
    `The log of ${topic} writes partitions ${named(hasFirst, has)}, and EVENT_PARTITIONS asks for ${named(first, partitions)}: people would be looked for where ` +
    'they are not. See "Repartitioning" in docs/guarantees.md.'
  );
}

/** Within a write transaction. */
export function storeLayout(db: Environment, topic: TopicName): void {
  const { first } = eventLayout();
  if (topic !== "events" || first === 0) return;
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(first);
  void db.put(FIRST_PARTITION_KEY, bytes);
}

function named(first: number, partitions: number): string {
  return `${first}-${partitions - 1}`;
}
