import type { StandingStore } from "@attune/core/ports/standing-store";
import { Cluster } from "ioredis";
import { packStanding, unpackStanding } from "../codec/pack-standing.ts";
import type { RedisLink } from "./redis-link.ts";
import { rewriteFiles } from "./rewrite-files.ts";
import { serverLives } from "./server-lives.ts";

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

export interface StandingStoreOptions {
  /** Resolves when the lanes have folded what the log holds now, and with it have brought back every decision of people that the store has lost. */
  readonly refolded?: () => Promise<void>;
}

/**
 * Standings in Redis, a small hash each. A server that was started anew may have forgotten who withdrew: nothing is read from it until `refolded`,
 * because a standing that cannot be trusted must deny. On a cluster this is not seen. The connection stays the caller's.
 */
export function redisStandingStore(redis: RedisLink, { refolded }: StandingStoreOptions = {}): StandingStore {
  redis.defineCommand("attuneWriteStanding", { numberOfKeys: 1, lua: WRITE });
  const lives = redis instanceof Cluster || refolded === undefined ? undefined : serverLives(redis, refolded);
  // The tenant has no bar in it, so no two people share a key.
  const keyOf = (tenant: string, subject: string) => `st:${tenant}|${subject}`;

  /** On one server in one write; on a cluster, where people are anywhere, by commands that go out together. */
  async function readAll(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    if (redis instanceof Cluster) return Promise.all(keys.map((key) => redis.hgetBuffer(key, "s")));
    for (;;) {
      const connection = await lives?.trusted();
      const pipeline = redis.pipeline();
      for (const key of keys) pipeline.hgetBuffer(key, "s");
      const answers = ((await pipeline.exec()) ?? []).map(([error, packed]) => {
        if (error !== null) throw error;
        return packed as Buffer | null;
      });
      if (lives === undefined || lives.isCurrent(connection as number)) return answers;
    }
  }

  return {
    async read(tenant, subjects) {
      if (subjects.length === 0) return [];
      const answers = await readAll(subjects.map((subject) => keyOf(tenant, subject)));
      return answers.map((packed) => (packed === null ? undefined : unpackStanding(packed)));
    },

    async write(tenant, subject, standing) {
      await redis.attuneWriteStanding(keyOf(tenant, subject), standing.changedAtMs, packStanding(standing));
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
