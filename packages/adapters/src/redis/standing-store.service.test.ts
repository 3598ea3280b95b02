import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { standingStoreContract } from "@attune/core/ports/standing-store.contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRedis, type TestRedis } from "../../../../scripts/services/test-redis.ts";
import { redisStandingStore } from "./standing-store.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
}, 30_000);
afterAll(() => server.stop());

standingStoreContract("Redis", async () => {
  await server.redis.flushall();
  return { port: redisStandingStore(server.redis), reopen: async () => redisStandingStore(server.redis), cleanup: async () => undefined };
});

describe("Redis standing store", () => {
  it("leaves nothing of an erased person in any file after scrubbing", async () => {
    const store = redisStandingStore(server.redis);
    const standing = { purposes: {}, policyVersion: 1, source: "CANARY-source", demographics: {}, suppressed: false, changedAtMs: 1 };
    await store.write("t", "CANARY-7f3c9e21", standing);
    await store.write("t", "somebody-else", { ...standing, source: "kept" });
    // The positive control: what is looked for can be found.
    expect(await occurrences("CANARY-7f3c9e21")).toBeGreaterThan(0);
    expect(await store.erase("t", ["CANARY-7f3c9e21"])).toBe(1);
    expect(await occurrences("CANARY-7f3c9e21")).toBeGreaterThan(0);
    await store.scrub([]);
    expect([await occurrences("CANARY"), (await occurrences("somebody-else")) > 0]).toEqual([0, true]);
  });

  it("reads nothing from a server that came back with older standings, until the log has brought them up to date", async () => {
    await server.redis.flushall();
    const refolded = Promise.withResolvers<void>();
    const store = redisStandingStore(server.redis, { refolded: () => refolded.promise });
    const standing = { purposes: {}, policyVersion: 1, source: "s", demographics: {}, suppressed: false, changedAtMs: 1 };
    await store.write("t", "alice", standing);
    const older = { ...(await server.redis.hgetallBuffer("st:t|alice")) };
    await store.write("t", "alice", { ...standing, purposes: { personalization: false }, changedAtMs: 2 });
    expect((await store.read("t", ["alice"]))[0]?.purposes).toEqual({ personalization: false });
    // As files of a moment before hold it.
    await server.redis.multi().hset("st:t|alice", older).set("st:changes", 1).exec();
    await expect(store.read("t", ["alice"])).rejects.toThrow(/older standings/);
    await store.write("t", "alice", { ...standing, purposes: { personalization: false }, changedAtMs: 2 });
    await expect(store.read("t", ["alice"])).rejects.toThrow(/older standings/);
    refolded.resolve();
    await expect.poll(() => store.read("t", ["alice"]).catch(() => "in doubt")).toMatchObject([{ purposes: { personalization: false } }]);
  });

  /** Occurrences in all files, once Redis has written what it was told. */
  async function occurrences(text: string): Promise<number> {
    await server.redis.config("SET", "appendfsync", "always");
    const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + readFileSync(path.join(parentPath, name), "latin1").split(text).length - 1, 0);
  }
});
