import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { keptAnswersContract } from "@attune/core/ports/kept-answers.contract";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestRedis, type TestRedis } from "../../../../scripts/services/test-redis.ts";
import { redisKeptAnswers } from "./kept-answers.ts";
import { redisLink } from "./redis-link.ts";
import { redisStandingStore } from "./standing-store.ts";

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

keptAnswersContract("Redis, two processes", async (settings) => {
  await server.redis.flushall();
  return { ports: [redisKeptAnswers(server.redis, settings), redisKeptAnswers(other, settings)], cleanup: async () => undefined };
});

it("leaves nothing of a forgotten answer in any key, nor in any file once the store was scrubbed", async () => {
  await server.redis.flushall();
  await server.redis.config("SET", "appendfsync", "always");
  const answers = redisKeptAnswers(server.redis);
  const beginning = await answers.begin({ tenant: "t", key: "CANARY-key", digest: "d" });
  if (beginning.state === "begun") await beginning.finish({ status: 200, contentType: "application/json", payload: "CANARY-person" });
  // The positive control: what is looked for can be found.
  expect(occurrences("CANARY-key")).toBeGreaterThan(0);
  expect(occurrences("CANARY-person")).toBeGreaterThan(0);
  expect(await answers.forget("t")).toBe(1);
  expect(await server.redis.keys("*")).toEqual([]);
  await redisStandingStore(server.redis).scrub([]);
  expect(occurrences("CANARY")).toBe(0);
});

function occurrences(text: string): number {
  const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + readFileSync(path.join(parentPath, name), "latin1").split(text).length - 1, 0);
}
