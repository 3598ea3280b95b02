import type { RateDecision, RateRequest } from "@attune/core/limits/schema";
import type { RateLimits } from "@attune/core/ports/rate-limits";
import { rateLimitsContract } from "@attune/core/ports/rate-limits.contract";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRedis, type TestRedis } from "../../../../scripts/services/test-redis.ts";
import { redisRateLimits } from "./rate-limits.ts";
import { redisLink } from "./redis-link.ts";

let server: TestRedis;
let other: Redis;
beforeAll(async () => {
  server = await startTestRedis();
  other = (await redisLink(server.url)) as Redis;
}, 30_000);
afterAll(async () => {
  other.disconnect();
  await server.stop();
});

/** However busy the machine is: what is tested with it is not how long a request waits. */
const patienceMs = 5_000;
/** Two processes whose clocks are an hour apart. */
const two = (): [RateLimits, RateLimits] => [
  redisRateLimits(server.redis, { patienceMs }),
  redisRateLimits(other, { patienceMs, nowMs: () => performance.now() + 3_600_000 }),
];

rateLimitsContract("Redis, alone", async () => {
  await server.redis.flushall();
  return { ports: [redisRateLimits(server.redis, { patienceMs })], cleanup: async () => undefined };
});

rateLimitsContract("Redis, two processes", async () => {
  await server.redis.flushall();
  return { ports: two(), cleanup: async () => undefined };
});

describe("Redis rate limits", () => {
  const ample = { key: "t", units: 1, perSecond: 500_000, burst: 500_000 };
  const tight = { key: "t", units: 1, perSecond: 4_000, burst: 400 };

  /** Asks for as much as it can for so long; answers how many were admitted and how many of the answers came at once. */
  async function hammer(limits: RateLimits, request: RateRequest, forMs: number): Promise<Record<"admitted" | "asked" | "atOnce", number>> {
    let [admitted, asked, atOnce] = [0, 0, 0];
    for (const untilMs = performance.now() + forMs; performance.now() < untilMs; asked++) {
      const answer = limits.take(request);
      if (!(answer instanceof Promise)) atOnce++;
      if ((await answer).admitted) admitted++;
      if (asked % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return { admitted, asked, atOnce };
  }

  it("are asked for a lease and not for each request where there are many", async () => {
    await server.redis.flushall();
    const [one, another] = two();
    await server.redis.config("RESETSTAT");
    const [a, b] = await Promise.all([hammer(one, ample, 400), hammer(another, ample, 400)]);
    const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(await server.redis.info("commandstats"))?.[1]);
    expect(calls).toBeLessThan((a.asked + b.asked) / 20);
    expect(a.atOnce + b.atOnce).toBeGreaterThan(0.9 * (a.asked + b.asked));
    expect(a.admitted + b.admitted).toBe(a.asked + b.asked);
  });

  it("give each of two that ask for all of it a share, and together what the limit says", async () => {
    await server.redis.flushall();
    const [one, another] = two();
    const beganMs = performance.now();
    const [a, b] = await Promise.all([hammer(one, tight, 500), hammer(another, tight, 500)]);
    const most = tight.burst + ((performance.now() - beganMs) * tight.perSecond) / 1000;
    expect(Math.min(a.admitted, b.admitted)).toBeGreaterThan(0.05 * Math.max(a.admitted, b.admitted));
    expect(a.admitted + b.admitted).toBeLessThanOrEqual(most);
    expect(a.admitted + b.admitted).toBeGreaterThan(0.4 * most);
  });

  it("leave nothing behind for a process that fell silent", async () => {
    await server.redis.flushall();
    const [one, another] = two();
    await hammer(one, tight, 200);
    await expect.poll(async () => (await another.take({ ...tight, units: 400 })).admitted, { timeout: 5_000 }).toBe(true);
  });

  it("are this process's own at once while Redis does not answer, say so, and are shared again afterwards", async () => {
    await server.redis.flushall();
    const one = redisRateLimits(server.redis);
    const slow = { key: "t", units: 1, perSecond: 0.1, burst: 10 };
    for (let i = 0; i < 4; i++) expect(await one.take(slow)).toMatchObject({ admitted: true, alone: false });
    await other.call("CLIENT", "PAUSE", 60_000, "WRITE");
    const decisions: RateDecision[] = [];
    for (let i = 0; i < 3; i++) decisions.push(await one.take(slow));
    // The first ones waited a few milliseconds; those after them wait for nobody.
    for (let i = 0; i < 5; i++) decisions.push(one.take(slow) as RateDecision);
    // What was admitted before counts: six of ten are left.
    expect(decisions.map(({ admitted, alone }) => admitted && alone)).toEqual([true, true, true, true, true, true, false, false]);
    expect(decisions.at(-1)).toMatchObject({ admitted: false, alone: true });
    await other.call("CLIENT", "UNPAUSE");
    await expect.poll(async () => (await one.take({ ...slow, key: "u", burst: 1_000_000 })).alone, { timeout: 5_000 }).toBe(false);
  });

  it("are this process's own while Redis is gone", async () => {
    const gone = (await redisLink(server.url)) as Redis;
    const limits = redisRateLimits(gone);
    gone.disconnect();
    expect(await limits.take({ key: "t", units: 1, perSecond: 5, burst: 5 })).toMatchObject({ admitted: true, alone: true, remaining: 4 });
  });
});
