import type { StandingStore } from "@attune/core/ports/standing-store";
import { Cluster } from "ioredis";
import { packStanding, unpackStanding } from "../codec/pack-standing.ts";
import type { RedisLink } from "./redis-link.ts";
import { rewriteFiles } from "./rewrite-files.ts";

/** The newer change wins; the second field of a packed standing is when it was decided, given here by itself. */
const WRITE = `
local stored = redis.call('HGET', KEYS[1], 't')
if stored and tonumber(stored) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 't', ARGV[1], 's', ARGV[2])
return 1`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    attuneWriteStanding(key: string, changedAtMs: number, packed: Buffer): Promise<number>;
  }
}

/** How many changes there were. Counted after each change: files that lack the change lack its count. */
const CHANGES_KEY = "st:changes";

export interface StandingStoreOptions {
  /** Resolves when the lanes have folded what the log holds now, and with it have brought back every decision of people that the store has lost. */
  readonly refolded?: () => Promise<void>;
}

/**
 * Standings in Redis, a small hash each. A server that comes back with older files has forgotten who withdrew: it is known by a count of changes that
 * is less than one seen before, and nothing is read from it until `refolded`, because a standing that cannot be trusted must deny. On a cluster, where
 * each master has files of its own, this is not seen. The connection stays the caller's.
 */
export function redisStandingStore(redis: RedisLink, { refolded }: StandingStoreOptions = {}): StandingStore {
  redis.defineCommand("attuneWriteStanding", { numberOfKeys: 1, lua: WRITE });
  let changesSeen = 0;
  let doubt: Promise<void> | undefined;

  function trust(changes: number): void {
    if (changes < changesSeen && refolded !== undefined) {
      doubt ??= refolded().then(() => {
        changesSeen = 0;
        doubt = undefined;
      });
    }
    if (doubt !== undefined) throw new Error("Redis came back with older standings; they are not read until they are brought up to date");
    changesSeen = Math.max(changesSeen, changes);
  }
  // The tenant has no bar in it, so no two people share a key.
  const keyOf = (tenant: string, subject: string) => `st:${tenant}|${subject}`;

  /** On one server in one write; on a cluster, where people are anywhere, by commands that go out together. */
  async function readAll(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    if (redis instanceof Cluster) return Promise.all(keys.map((key) => redis.hgetBuffer(key, "s")));
    const pipeline = redis.pipeline().get(CHANGES_KEY);
    for (const key of keys) pipeline.hgetBuffer(key, "s");
    const [changes, ...packed] = ((await pipeline.exec()) ?? []).map(([error, value]) => {
      if (error !== null) throw error;
      return value as Buffer | string | null;
    });
    trust(Number(changes ?? 0));
    return packed as (Buffer | null)[];
  }

  return {
    async read(tenant, subjects) {
      if (subjects.length === 0) return [];
      const answers = await readAll(subjects.map((subject) => keyOf(tenant, subject)));
      return answers.map((packed) => (packed === null ? undefined : unpackStanding(packed)));
    },

    async write(tenant, subject, standing) {
      await redis.attuneWriteStanding(keyOf(tenant, subject), standing.changedAtMs, packStanding(standing));
      await redis.incr(CHANGES_KEY);
    },

    async erase(tenant, subjects) {
      const removed = await Promise.all(subjects.map((subject) => redis.unlink(keyOf(tenant, subject))));
      return removed.reduce((sum, one) => sum + one, 0);
    },

    async scrub() {
      return rewriteFiles(redis);
    },

    async close() {},
  };
}
