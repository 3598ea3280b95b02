import { setTimeout as pause } from "node:timers/promises";
import { NOTHING_TO_SCRUB, type ScrubReceipt } from "@attune/core/ports/scrub-receipt";
import type { Redis } from "ioredis";
import { nodesOf } from "./cluster-nodes.ts";
import type { RedisLink } from "./redis-link.ts";

const POLL_MS = 20;
const GIVE_UP_MS = 60_000;

/**
 * Writes Redis's files anew from what it holds. Deleting is not enough: the append-only file keeps the old values and the very commands that deleted
 * them, and a snapshot keeps what was there when it was taken. The slow log forgets its commands too. What the files of a server hold cannot be
 * seen from here, so nothing is scanned.
 */
export async function rewriteFiles(redis: RedisLink): Promise<ScrubReceipt> {
  const startedMs = performance.now();
  await Promise.all(nodesOf(redis, "all").map(rewriteFilesOf));
  return { ...NOTHING_TO_SCRUB, durationMs: performance.now() - startedMs };
}

async function rewriteFilesOf(redis: Redis): Promise<void> {
  const before = await persistence(redis);
  if (before["aof_enabled"] === "1") {
    // One that runs already may have begun before the deletion.
    await until(redis, (now) => now["aof_rewrite_in_progress"] === "0" && now["rdb_bgsave_in_progress"] === "0");
    await redis.bgrewriteaof();
    await until(redis, (now) => now["aof_rewrite_in_progress"] === "0" && now["aof_rewrite_scheduled"] === "0");
  }
  await until(redis, (now) => now["rdb_bgsave_in_progress"] === "0");
  await redis.bgsave();
  await until(redis, (now) => now["rdb_bgsave_in_progress"] === "0");
  await redis.slowlog("RESET");
  const after = await persistence(redis);
  if (after["rdb_last_bgsave_status"] !== "ok" || (before["aof_enabled"] === "1" && after["aof_last_bgrewrite_status"] !== "ok"))
    throw new Error("Redis could not write its files anew; its own log says why.");
}

async function persistence(redis: Redis): Promise<Readonly<Record<string, string>>> {
  const lines = (await redis.info("persistence")).split(/\r?\n/);
  return Object.fromEntries(lines.filter((line) => line.includes(":")).map((line) => line.split(":", 2) as [string, string]));
}

async function until(redis: Redis, done: (now: Readonly<Record<string, string>>) => boolean): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!done(await persistence(redis))) {
    if (performance.now() > giveUpAt) throw new Error("Redis did not finish writing its files anew within a minute.");
    await pause(POLL_MS);
  }
}
