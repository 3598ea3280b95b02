import type { LanePartition } from "@attune/core/ports/state-store";
import { nodesOf } from "./cluster-nodes.ts";
import { isOfLane, laneIndexKey, laneValueKey } from "./lane-keys.ts";
import type { RedisLink } from "./redis-link.ts";

const BATCH = 1_000;
const AFTER_EVERY_UTF8_BYTE = Buffer.of(0xff);

/**
 * Values of a lane partition whose keys begin with `prefix`, in key order. A lane's own keys are listed in an index: they are read whenever a partition
 * is opened, and to look for them among the keys of everybody takes half a second for 100,000 people. Whatever else is asked looks at every key.
 */
export async function* scanLane(
  redis: RedisLink,
  lane: LanePartition,
  generation: string,
  prefix: string,
): AsyncGenerator<{ readonly key: string; readonly value: Uint8Array }> {
  const keys = isOfLane(prefix)
    ? await listed(redis, laneIndexKey(lane, generation), prefix)
    : await found(redis, lane, generation, prefix);
  for (let from = 0; from < keys.length; from += BATCH) {
    const batch = keys.slice(from, from + BATCH);
    const values = await redis.mgetBuffer(batch.map((key) => laneValueKey(lane, generation, key)));
    for (const [i, key] of batch.entries()) {
      const value = values[i] ?? undefined;
      if (value !== undefined) yield { key, value };
    }
  }
}

async function listed(redis: RedisLink, index: string, prefix: string): Promise<readonly string[]> {
  const first = Buffer.from(`[${prefix}`);
  return redis.zrangebylex(index, first, Buffer.concat([first, AFTER_EVERY_UTF8_BYTE]));
}

async function found(redis: RedisLink, lane: LanePartition, generation: string, prefix: string): Promise<readonly string[]> {
  const start = laneValueKey(lane, generation, "");
  const keys = new Set<string>();
  // A partition's keys lie on one node, but which one that is may change while we look.
  for (const node of nodesOf(redis, "master")) {
    for (let cursor = "0", done = false; !done; done = cursor === "0") {
      const [next, page] = await node.scan(cursor, "MATCH", `${escapeGlob(start + prefix)}*`, "COUNT", BATCH);
      cursor = next;
      for (const key of page) keys.add(key);
    }
  }
  const ordered = [...keys].map((key) => Buffer.from(key.slice(start.length))).sort(Buffer.compare);
  return ordered.map((key) => key.toString());
}

/** SCAN's pattern is a glob, and keys are anybody's text. */
function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, "\\$&");
}
