// What `npm start` says when it cannot: the program itself, in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { freePorts } from "./platform/ports.ts";

const folder = mkdtempSync(path.join(tmpdir(), "attune-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async (env: Readonly<Record<string, string>>, ...flags: string[]) => {
  const [apiPort, webPort] = await freePorts(2, "127.0.0.1");
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "start.ts"), ...flags], {
    env: { PATH: process.env.PATH, ATTUNE_HOME: path.join(folder, "home"), API_PORT: String(apiPort), WEB_PORT: String(webPort), ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit") as Promise<[number | null]>]);
  const lines = said.split("\n").filter((line) => line !== "" && !line.includes("Warning") && !line.includes("--trace-warnings"));
  return { lines: lines.filter((line) => !line.startsWith("Timeout duration")), code };
};

test.each([
  ["KAFKA_BROKERS", "127.0.0.1:1", /^KAFKA_BROKERS: no usable Kafka at 127\.0\.0\.1:1 \(.*\)\.$/],
  ["KAFKA_CLIENT", "librdkafka", /^KAFKA_CLIENT: must be kafkajs or platformatic\.$/],
  ["REDIS_URL", "redis://127.0.0.1:1", /^REDIS_URL: no usable Redis at redis:\/\/127\.0\.0\.1:1 \(connect ECONNREFUSED.*\)\.$/],
  ["REDIS_URL", "127.0.0.1:6379", /^REDIS_URL: must begin with redis:\/\/ or rediss:\/\/\.$/],
  ["QDRANT_URL", "http://127.0.0.1:2", /^QDRANT_URL: no usable Qdrant at http:\/\/127\.0\.0\.1:2 \(connect ECONNREFUSED.*\)\.$/],
  ["QDRANT_URL", "qdrant", /^QDRANT_URL: must be an address such as http:\/\/127\.0\.0\.1:6333\.$/],
  [
    "DATABASE_URL",
    "postgresql://me:secret@127.0.0.1:1/a",
    /^DATABASE_URL: no usable Postgres at postgresql:\/\/me:[^s]*@127\.0\.0\.1:1\/a \(.*\)\.$/,
  ],
  ["DATABASE_URL", "mysql://127.0.0.1:3306/a", /^DATABASE_URL: must be an address such as postgresql:/],
])("%s=%s ends it in one sentence that names the variable", async (variable, address, sentence) => {
  const { lines, code } = await start({ [variable]: address });
  expect(lines).toEqual([expect.stringMatching(sentence)]);
  expect(code).toBe(1);
});

test("--fresh does not forget half of the state", async () => {
  const { lines, code } = await start({ REDIS_URL: "redis://127.0.0.1:1" }, "--fresh");
  expect(lines).toEqual([expect.stringMatching(/^--fresh forgets what is in .*, not what REDIS_URL points to\.$/)]);
  expect(code).toBe(1);
  expect(existsSync(path.join(folder, "home/demo.json"))).toBe(false);
});
