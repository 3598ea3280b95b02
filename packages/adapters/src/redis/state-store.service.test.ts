import { once } from "node:events";
import { stateStoreContract } from "@attune/core/ports/state-store.contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRedis, type TestRedis } from "../../../../scripts/services/test-redis.ts";
import { laneMetaKey } from "./lane-keys.ts";
import { redisLink } from "./redis-link.ts";
import { redisStateStore } from "./state-store.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
}, 30_000);
afterAll(() => server.stop());

stateStoreContract("Redis", async () => {
  await server.redis.flushall();
  return { port: redisStateStore(server.redis), reopen: async () => redisStateStore(server.redis), cleanup: async () => undefined };
});

describe("Redis state store", () => {
  const lane = { lane: "users", partition: 1 } as const;
  const put = (text: string) => [["st|a", Buffer.from(text)]] as const;

  it("finds nothing of before when the lane's meta was lost: folding anew must not count twice", async () => {
    await server.redis.flushall();
    const store = redisStateStore(server.redis);
    const { epoch } = await store.claim(lane);
    await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 5, puts: put("five events") });
    await server.redis.del(laneMetaKey(lane));
    const other = redisStateStore(server.redis);
    expect(await other.claim(lane)).toMatchObject({ offset: 0 });
    expect(await other.read([{ ...lane, key: "st|a" }])).toEqual([undefined]);
    // Whoever held the lane before is fenced, although epochs began anew.
    expect(await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 6, puts: put("zombie") })).toBe("fenced");
  });

  it("knows a former owner from the present one though both were given the same epoch, since Redis went back behind the first claim", async () => {
    await server.redis.flushall();
    const [former, present] = [redisStateStore(server.redis), redisStateStore(server.redis)];
    await former.claim(lane);
    const before = await server.redis.hgetall(laneMetaKey(lane));
    const { epoch } = await former.claim(lane);
    await server.redis.del(laneMetaKey(lane));
    await server.redis.hset(laneMetaKey(lane), before);
    expect((await present.claim(lane)).epoch).toBe(epoch);
    expect(await former.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 5, puts: put("former") })).toBe("fenced");
    expect(await present.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 5, puts: put("present") })).toBe("committed");
  });

  it("finds what the first claim ever brought, also for who looked a moment before", async () => {
    await server.redis.flushall();
    const [writer, reader] = [redisStateStore(server.redis), redisStateStore(server.redis)];
    expect(await reader.read([{ ...lane, key: "st|a" }])).toEqual([undefined]);
    const { epoch } = await writer.claim(lane);
    await writer.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 1, puts: put("first") });
    expect((await reader.read([{ ...lane, key: "st|a" }])).map(String)).toEqual(["first"]);
  });

  it("lists a lane's own keys without looking at those of everybody", async () => {
    await server.redis.flushall();
    const store = redisStateStore(server.redis);
    const { epoch } = await store.claim(lane);
    const people = Array.from({ length: 3_000 }, (_, i) => [`st|${i}`, Buffer.from("person")] as const);
    const own = ["m", "p2", "p1", "p3", "x|1"].map((key) => [key, Buffer.from(key)] as const);
    await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 1, puts: [...people, ...own] });
    await store.commit({
      ...lane,
      epoch,
      expectedOffset: 1,
      nextOffset: 2,
      puts: [
        ["p2", null],
        ["st|7", null],
        ["p4", Buffer.from("p4")],
      ],
    });
    await server.redis.config("RESETSTAT");
    const keysOf = async (prefix: string) => {
      const keys: string[] = [];
      for await (const { key } of store.scan(lane, prefix)) keys.push(key);
      return keys;
    };
    expect([await keysOf("p"), await keysOf("x"), await keysOf("m"), await keysOf("y")]).toEqual([["p1", "p3", "p4"], ["x|1"], ["m"], []]);
    expect(await server.redis.info("commandstats")).not.toContain("cmdstat_scan");
    expect(await keysOf("")).toHaveLength(2_999 + 5);
  });

  it("keeps what it committed over kill -9", async () => {
    await server.redis.flushall();
    const store = redisStateStore(server.redis);
    const { epoch } = await store.claim(lane);
    await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 3, puts: put("kept") });
    await server.crash();
    await expect.poll(() => server.redis.ping().catch(() => "away"), { timeout: 5_000 }).toBe("PONG");
    expect(await store.offset(lane)).toBe(3);
    expect((await store.read([{ ...lane, key: "st|a" }])).map(String)).toEqual(["kept"]);
  });

  it("commits once over kill -9 for whoever has patience, and fails at once for whoever has none", async () => {
    await server.redis.flushall();
    const patient = await redisLink(server.url, { patienceMs: 10_000 });
    const store = redisStateStore(patient);
    const { epoch } = await store.claim(lane);
    const lost = Promise.all([once(patient, "close"), once(server.redis, "close")]);
    const crashed = server.crash();
    await lost;
    const commit = store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 3, puts: put("waited") });
    await expect(redisStateStore(server.redis).offset(lane)).rejects.toThrow(/writeable/);
    await crashed;
    expect(await commit).toBe("committed");
    expect(await store.offset(lane)).toBe(3);
    patient.disconnect();
  });

  it("refuses a server that forgets when memory is short", async () => {
    await server.redis.config("SET", "maxmemory-policy", "allkeys-lru");
    await expect(redisLink(server.url)).rejects.toThrow(/noeviction/);
    await server.redis.config("SET", "maxmemory-policy", "noeviction");
  });

  it("says in one sentence that nothing answers", async () => {
    await expect(redisLink("redis://user:secret@127.0.0.1:1")).rejects.toThrow(
      /^REDIS_URL: no usable Redis at redis:\/\/user:.*@127\.0\.0\.1:1/,
    );
    await expect(redisLink("redis://user:secret@127.0.0.1:1")).rejects.not.toThrow(/secret/);
  });
});
