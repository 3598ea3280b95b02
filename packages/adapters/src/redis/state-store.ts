import { randomBytes } from "node:crypto";
import type { CommitOutcome, LaneCommit, LanePartition, StateKey, StateStore } from "@attune/core/ports/state-store";
import { nodesOf } from "./cluster-nodes.ts";
import { laneMetaKey, laneTag, laneValueKey } from "./lane-keys.ts";
import { readByTag } from "./read-by-tag.ts";
import type { RedisLink } from "./redis-link.ts";
import { rewriteFiles } from "./rewrite-files.ts";

/**
 * Begins a generation where there is no meta; raises the epoch, and writes down which claim that was: a Redis that was restored from an older
 * snapshot gives the same epoch a second time, and the former owner of that epoch must not pass for the present one.
 */
const CLAIM = `
local meta = redis.call('HMGET', KEYS[1], 'g', 'e', 'o')
local generation = meta[1] or ARGV[1]
local epoch = tonumber(meta[2] or '0') + 1
redis.call('HSET', KEYS[1], 'g', generation, 'e', epoch, 'o', meta[3] or '0', 'c', ARGV[2])
return {generation, epoch, tonumber(meta[3] or '0')}`;

/**
 * Compare-and-set: all values and the next offset, or nothing. Values and deletions come as keys, as Redis Cluster wants it; MSET takes them by
 * the thousand because Lua's unpack has a limit (reference figures: 315,000 keys/s in batches of 500).
 */
const COMMIT = `
local meta = redis.call('HMGET', KEYS[1], 'g', 'e', 'o', 'c')
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] or meta[4] ~= ARGV[5] then return 'fenced' end
if meta[3] ~= ARGV[3] then return 'offset-mismatch' end
local puts = tonumber(ARGV[6])
for from = 1, puts, 1000 do
  local pairs_ = {}
  for i = from, math.min(from + 999, puts) do
    pairs_[#pairs_ + 1] = KEYS[1 + i]
    pairs_[#pairs_ + 1] = ARGV[6 + i]
  end
  redis.call('MSET', unpack(pairs_))
end
for from = puts + 2, #KEYS, 1000 do redis.call('UNLINK', unpack(KEYS, from, math.min(from + 999, #KEYS))) end
redis.call('HSET', KEYS[1], 'o', ARGV[4])
return 'committed'`;

const SCAN_BATCH = 1_000;
/** How long a reader trusts the generation it knows; it changes only after a loss of meta. */
const GENERATION_MS = 1_000;

declare module "ioredis" {
  interface RedisCommander<Context> {
    attuneClaim(key: string, generation: string, claim: string): Promise<[generation: string, epoch: number, offset: number]>;
    attuneCommit(keyCount: number, ...keysAndArguments: (string | number | Buffer)[]): Promise<CommitOutcome>;
  }
}

/**
 * Folded state in Redis: one string per value, one hash per lane partition for generation, epoch and offset. Reading is one MGET for all keys of a
 * request, on a cluster one for each lane partition. The connection stays the caller's.
 */
export function redisStateStore(redis: RedisLink): StateStore {
  redis.defineCommand("attuneClaim", { numberOfKeys: 1, lua: CLAIM });
  redis.defineCommand("attuneCommit", { lua: COMMIT });
  const generations = new Map<string, { readonly generation: string; readonly untilMs: number }>();
  /** The claims of this process that may still hold, by lane partition. */
  const claims = new Map<string, { readonly epoch: number; readonly claim: string }>();

  const know = (lane: LanePartition, generation: string): string => {
    generations.set(laneTag(lane), { generation, untilMs: performance.now() + GENERATION_MS });
    return generation;
  };

  /** "" where nothing was ever claimed: no value has such a generation. Which is asked again each time, because the first claim is about to come. */
  async function generationOf(lane: LanePartition): Promise<string> {
    const known = generations.get(laneTag(lane));
    if (known !== undefined && known.untilMs > performance.now()) return known.generation;
    const generation = await redis.hget(laneMetaKey(lane), "g");
    return generation === null ? "" : know(lane, generation);
  }

  return {
    async claim(lane) {
      const claim = randomBytes(9).toString("base64url");
      const [generation, epoch, offset] = await redis.attuneClaim(laneMetaKey(lane), randomBytes(3).toString("base64url"), claim);
      know(lane, generation);
      claims.set(laneTag(lane), { epoch, claim });
      return { epoch, offset };
    },

    async read(keys: readonly StateKey[]) {
      if (keys.length === 0) return [];
      const lanes = new Map(keys.map((key) => [laneTag(key), key]));
      const found = await Promise.all([...lanes].map(async ([tag, lane]) => [tag, await generationOf(lane)] as const));
      const known = new Map(found);
      const tagged = keys.map((key) => ({ tag: laneTag(key), key: laneValueKey(key, known.get(laneTag(key)) as string, key.key) }));
      const values = await readByTag(redis, tagged);
      return values.map((value) => value ?? undefined);
    },

    async commit(commit: LaneCommit) {
      const generation = await generationOf(commit);
      const owned = claims.get(laneTag(commit));
      const last = new Map(commit.puts);
      const puts = [...last].filter((put): put is [string, Uint8Array] => put[1] !== null);
      const gone = [...last].filter(([, value]) => value === null);
      const keys = [laneMetaKey(commit), ...[...puts, ...gone].map(([key]) => laneValueKey(commit, generation, key))];
      return redis.attuneCommit(
        keys.length,
        ...keys,
        generation,
        commit.epoch,
        commit.expectedOffset,
        commit.nextOffset,
        owned?.epoch === commit.epoch ? owned.claim : "",
        puts.length,
        ...puts.map(([, value]) => asBuffer(value)),
      );
    },

    async offset(lane) {
      return Number((await redis.hget(laneMetaKey(lane), "o")) ?? 0);
    },

    async *scan(lane, prefix) {
      const start = laneValueKey(lane, await generationOf(lane), "");
      const found = new Set<string>();
      // A partition's keys lie on one node, but which one that is may change while we look.
      for (const node of nodesOf(redis, "master")) {
        for (let cursor = "0", done = false; !done; done = cursor === "0") {
          const [next, keys] = await node.scan(cursor, "MATCH", `${escapeGlob(start + prefix)}*`, "COUNT", SCAN_BATCH);
          cursor = next;
          for (const key of keys) found.add(key);
        }
      }
      const ordered = [...found].map((key) => Buffer.from(key.slice(start.length))).sort(Buffer.compare);
      for (let from = 0; from < ordered.length; from += SCAN_BATCH) {
        const batch = ordered.slice(from, from + SCAN_BATCH).map((key) => key.toString());
        const values = await redis.mgetBuffer(batch.map((key) => start + key));
        for (const [i, key] of batch.entries()) {
          const value = values[i] ?? undefined;
          if (value !== undefined) yield { key, value };
        }
      }
    },

    async scrub() {
      return rewriteFiles(redis);
    },

    async close() {
      generations.clear();
      claims.clear();
    },
  };
}

/** SCAN's pattern is a glob, and keys are anybody's text. */
function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, "\\$&");
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
