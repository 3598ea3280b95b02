import { randomBytes } from "node:crypto";
import type { CommitOutcome, LaneCommit, LanePartition, StateKey, StateStore } from "@attune/core/ports/state-store";
import { isOfLane, laneIndexKey, laneMetaKey, laneTag, laneValueKey } from "./lane-keys.ts";
import { readByTag } from "./read-by-tag.ts";
import type { RedisLink } from "./redis-link.ts";
import { rewriteFiles } from "./rewrite-files.ts";
import { scanLane } from "./scan-lane.ts";

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
 * the thousand because Lua's unpack has a limit (reference figures: 315,000 keys/s in batches of 500). KEYS: meta, index, puts, deletions. ARGV after the
 * values: how many keys the index gains, those, and those that it loses.
 */
const COMMIT = `
local meta = redis.call('HMGET', KEYS[1], 'g', 'e', 'o', 'c')
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] or meta[4] ~= ARGV[5] then return 'fenced' end
if meta[3] ~= ARGV[3] then return 'offset-mismatch' end
local puts = tonumber(ARGV[6])
for from = 1, puts, 1000 do
  local pairs_ = {}
  for i = from, math.min(from + 999, puts) do
    pairs_[#pairs_ + 1] = KEYS[2 + i]
    pairs_[#pairs_ + 1] = ARGV[6 + i]
  end
  redis.call('MSET', unpack(pairs_))
end
for from = puts + 3, #KEYS, 1000 do redis.call('UNLINK', unpack(KEYS, from, math.min(from + 999, #KEYS))) end
local gained = puts + 7
local lost = gained + 1 + tonumber(ARGV[gained])
for i = gained + 1, lost - 1 do redis.call('ZADD', KEYS[2], 0, ARGV[i]) end
for from = lost, #ARGV, 1000 do redis.call('ZREM', KEYS[2], unpack(ARGV, from, math.min(from + 999, #ARGV))) end
redis.call('HSET', KEYS[1], 'o', ARGV[4])
return 'committed'`;

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
      const changed = [...puts, ...gone].map(([key]) => laneValueKey(commit, generation, key));
      const keys = [laneMetaKey(commit), laneIndexKey(commit, generation), ...changed];
      const gained = puts.map(([key]) => key).filter(isOfLane);
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
        gained.length,
        ...gained,
        ...gone.map(([key]) => key).filter(isOfLane),
      );
    },

    async offset(lane) {
      return Number((await redis.hget(laneMetaKey(lane), "o")) ?? 0);
    },

    async *scan(lane, prefix) {
      yield* scanLane(redis, lane, await generationOf(lane), prefix);
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

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
