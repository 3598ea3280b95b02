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

  /** Occurrences in all files, once Redis has written what it was told. */
  async function occurrences(text: string): Promise<number> {
    await server.redis.config("SET", "appendfsync", "always");
    const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + readFileSync(path.join(parentPath, name), "latin1").split(text).length - 1, 0);
  }
});
