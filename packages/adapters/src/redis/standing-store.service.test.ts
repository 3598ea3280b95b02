import { once } from "node:events";
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

  it("reads nothing from a server that was started anew, until the log has brought it up to date", async () => {
    await server.redis.flushall();
    const refolded = Promise.withResolvers<void>();
    let restarts = 0;
    const store = redisStandingStore(server.redis, {
      refolded: () => {
        restarts += 1;
        return refolded.promise;
      },
    });
    const said = () =>
      store.read("t", ["alice"]).then(
        ([standing]) => standing?.source,
        (error: Error) => (/older files/.test(error.message) ? "in doubt" : "away"),
      );
    await store.write("t", "alice", {
      purposes: {},
      policyVersion: 1,
      source: "page",
      demographics: {},
      suppressed: false,
      changedAtMs: 1,
    });
    expect(await said()).toBe("page");

    // A connection that broke is not a server that ended.
    const closed = once(server.redis, "close");
    server.redis.disconnect(true);
    await closed;
    await expect.poll(said, { interval: 5 }).toBe("page");
    expect(restarts).toBe(0);

    const answers: (string | undefined)[] = [];
    const crashed = server.crash();
    await expect.poll(async () => answers[answers.push(await said()) - 1], { interval: 1, timeout: 10_000 }).toBe("in doubt");
    await crashed;
    // What was served before is not served again in between; how long the server is away is its own affair.
    const served = answers.slice(answers.findIndex((answer) => answer !== "page"));
    expect(served).not.toContain("page");
    expect([await said(), restarts]).toEqual(["in doubt", 1]);
    refolded.resolve();
    await expect.poll(said, { interval: 5 }).toBe("page");
  });

  /** Occurrences in all files, once Redis has written what it was told. */
  async function occurrences(text: string): Promise<number> {
    await server.redis.config("SET", "appendfsync", "always");
    const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + readFileSync(path.join(parentPath, name), "latin1").split(text).length - 1, 0);
  }
});
