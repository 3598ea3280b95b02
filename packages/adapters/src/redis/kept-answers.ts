import { randomBytes } from "node:crypto";
import { KEPT_ANSWERS, type KeptAnswers, type KeptAnswersSettings } from "@attune/core/ports/kept-answers";
import type { RedisLink } from "./redis-link.ts";

/** What is there already, or a mark that says who is at it. KEYS[2] lists a tenant's keys by when they are over: whoever forgets the tenant need not look through all keys of Redis. */
const BEGIN = `
local found = redis.call('HMGET', KEYS[1], 'd', 's', 'c', 'p')
if found[1] then return found end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 'd', ARGV[1], 't', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[3] + ARGV[4], KEYS[1])
redis.call('PEXPIRE', KEYS[2], ARGV[3] + ARGV[4])
return false`;

/** Only whoever has the mark. */
const FINISH = `
if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then return 0 end
if #ARGV == 1 then
  redis.call('UNLINK', KEYS[1])
  redis.call('ZREM', KEYS[2], KEYS[1])
  return 1
end
redis.call('HDEL', KEYS[1], 't')
redis.call('HSET', KEYS[1], 's', ARGV[2], 'c', ARGV[3], 'p', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`;

/** The keys that the list names share its hash tag. */
const FORGET = `
local forgotten = 0
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do forgotten = forgotten + redis.call('UNLINK', key) end
redis.call('UNLINK', KEYS[1])
return forgotten`;

type Found = [digest: string, status: string | null, contentType: string | null, payload: string | null];

declare module "ioredis" {
  interface RedisCommander<Context> {
    attuneBeginAnswer(key: string, list: string, digest: string, mark: string, underWayMs: number, keptMs: number): Promise<Found | null>;
    attuneFinishAnswer(key: string, list: string, mark: string, ...answer: (string | number)[]): Promise<number>;
    attuneForgetAnswers(list: string): Promise<number>;
  }
}

/** Answers in Redis, a small hash each and a list by tenant, all of a tenant on one node of a cluster. The connection stays the caller's. */
export function redisKeptAnswers(redis: RedisLink, { keptMs, underWayMs }: KeptAnswersSettings = KEPT_ANSWERS): KeptAnswers {
  redis.defineCommand("attuneBeginAnswer", { numberOfKeys: 2, lua: BEGIN });
  redis.defineCommand("attuneFinishAnswer", { numberOfKeys: 2, lua: FINISH });
  redis.defineCommand("attuneForgetAnswers", { numberOfKeys: 1, lua: FORGET });
  const listOf = (tenant: string) => `ka:{${tenant}}`;

  return {
    async begin({ tenant, key, digest }) {
      const [list, mark] = [listOf(tenant), randomBytes(9).toString("base64url")];
      const name = `${list}:${key}`;
      const found = await redis.attuneBeginAnswer(name, list, digest, mark, underWayMs, keptMs);
      if (found === null)
        return {
          state: "begun",
          async finish(answer) {
            const said = answer === undefined ? [] : [answer.status, answer.contentType, answer.payload, keptMs];
            await redis.attuneFinishAnswer(name, list, mark, ...said);
          },
        };
      const [foundDigest, status, contentType, payload] = found;
      if (status === null || contentType === null || payload === null) return { state: "under-way", digest: foundDigest };
      return { state: "kept", digest: foundDigest, answer: { status: Number(status), contentType, payload } };
    },

    forget: (tenant) => redis.attuneForgetAnswers(listOf(tenant)),
  };
}
