import type { StandingStore } from "@attune/core/ports/standing-store";
import type { Redis } from "ioredis";
import { packStanding, unpackStanding } from "../codec/pack-standing.ts";
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

/** Standings in Redis, a small hash each. The connection stays the caller's. */
export function redisStandingStore(redis: Redis): StandingStore {
  redis.defineCommand("attuneWriteStanding", { numberOfKeys: 1, lua: WRITE });
  // The tenant has no bar in it, so no two people share a key.
  const keyOf = (tenant: string, subject: string) => `st:${tenant}|${subject}`;

  return {
    async read(tenant, subjects) {
      if (subjects.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const subject of subjects) pipeline.hgetBuffer(keyOf(tenant, subject), "s");
      const answers = (await pipeline.exec()) ?? [];
      return answers.map(([error, packed]) => {
        if (error !== null) throw error;
        return packed === null ? undefined : unpackStanding(packed as Buffer);
      });
    },

    async write(tenant, subject, standing) {
      await redis.attuneWriteStanding(keyOf(tenant, subject), standing.changedAtMs, packStanding(standing));
    },

    async erase(tenant, subjects) {
      return subjects.length === 0 ? 0 : redis.unlink(...subjects.map((subject) => keyOf(tenant, subject)));
    },

    async scrub() {
      return rewriteFiles(redis);
    },

    async close() {},
  };
}
