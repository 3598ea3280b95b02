import { keptAnswersContract } from "@attune/core/ports/kept-answers.contract";
import { rateLimitsContract } from "@attune/core/ports/rate-limits.contract";
import { standingStoreContract } from "@attune/core/ports/standing-store.contract";
import type { LaneCommit } from "@attune/core/ports/state-store";
import { stateStoreContract } from "@attune/core/ports/state-store.contract";
import { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRedisCluster, type TestRedisCluster } from "../../../../scripts/services/test-redis-cluster.ts";
import { nodesOf } from "./cluster-nodes.ts";
import { redisKeptAnswers } from "./kept-answers.ts";
import { redisRateLimits } from "./rate-limits.ts";
import { redisLink } from "./redis-link.ts";
import { redisStandingStore } from "./standing-store.ts";
import { redisStateStore } from "./state-store.ts";

let cluster: TestRedisCluster;
beforeAll(async () => {
  cluster = await startTestRedisCluster();
}, 60_000);
afterAll(() => cluster.stop());

const emptied = async () => {
  for (const node of nodesOf(cluster.redis, "master")) await node.flushall();
};

stateStoreContract("Redis Cluster", async () => {
  await emptied();
  return { port: redisStateStore(cluster.redis), reopen: async () => redisStateStore(cluster.redis), cleanup: async () => undefined };
});

standingStoreContract("Redis Cluster", async () => {
  await emptied();
  return { port: redisStandingStore(cluster.redis), reopen: async () => redisStandingStore(cluster.redis), cleanup: async () => undefined };
});

rateLimitsContract("Redis Cluster", async () => {
  await emptied();
  return { ports: [redisRateLimits(cluster.redis, { patienceMs: 5_000 })], cleanup: async () => undefined };
});

keptAnswersContract("Redis Cluster", async (settings) => {
  await emptied();
  return { ports: [redisKeptAnswers(cluster.redis, settings)], cleanup: async () => undefined };
});

describe("Redis Cluster", () => {
  it("holds a lane partition on one node and spreads partitions over all of them", async () => {
    await emptied();
    const store = redisStateStore(cluster.redis);
    for (let partition = 0; partition < 16; partition++) {
      const lane = { lane: "users", partition } as const;
      const { epoch } = await store.claim(lane);
      const puts: LaneCommit["puts"] = ["a", "b", "c"].map((key) => [key, Buffer.from(`${partition}${key}`)]);
      expect(await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 1, puts })).toBe("committed");
    }
    const keys = await Promise.all(nodesOf(cluster.redis, "master").map((node) => node.keys("*")));
    const tags = keys.map((found) => new Set(found.map((key) => /\{u\d+\}/.exec(key)?.[0])));
    expect(tags.map(({ size }) => size > 0)).toEqual([true, true, true]);
    expect(tags.reduce((sum, { size }) => sum + size, 0)).toBe(16);
    const asked = Array.from({ length: 16 }, (_, partition) => ({ lane: "users", partition, key: "b" }) as const);
    expect((await store.read(asked)).map(String)).toEqual(asked.map(({ partition }) => `${partition}b`));
  });

  it("is found through any of several addresses", async () => {
    const found = await redisLink(`redis://127.0.0.1:1, ${cluster.url}`);
    expect(found).toBeInstanceOf(Cluster);
    found.disconnect();
    await expect(redisLink("redis://127.0.0.1:1,redis://127.0.0.1:2")).rejects.toThrow(/^REDIS_URL: no usable .*:1.*; no usable .*:2/);
  });
});
