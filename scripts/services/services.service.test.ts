import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { openVectorIndex } from "@attune/adapters/open-vector-index";
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { connectApp } from "@attune/db/connect";
import { type DatabaseSettings, databaseSettings } from "@attune/db/database-settings";
import { migrate } from "@attune/db/migrate";
import { requirePostgres } from "@attune/db/require-postgres";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { beginServer } from "../platform/begin-server.ts";
import { Failure } from "../platform/failure.ts";
import { supervise } from "../platform/supervise.ts";
import { startRedis } from "./redis.ts";
import { runningServer, writeServer } from "./server-record.ts";
import { planServers } from "./stack.ts";

const folder = mkdtempSync(path.join(tmpdir(), "attune-services-"));
const home = path.join(folder, "home");
const begun: ChildProcess[] = [];
afterEach(() => {
  for (const child of begun.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await services("down");
  rmSync(folder, { recursive: true, force: true });
});

const services = async (...args: string[]) => {
  const child = spawn(process.execPath, ["--disable-warning=TimeoutNegativeWarning", path.join(import.meta.dirname, "main.ts"), ...args], {
    env: { ...process.env, ATTUNE_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { said, complained, code: code as number | null };
};
const inApp = async (settings: DatabaseSettings, sql: string): Promise<unknown> => {
  const app = connectApp(settings, 1);
  try {
    return await app.$queryRawUnsafe(sql);
  } finally {
    await app.$disconnect();
  }
};
const pidsIn = (said: string) => [...said.matchAll(/process (\d+)/g)].map((found) => Number(found[1]));
const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));

test("up starts four servers that stay, a second up finds them, down stops them", async () => {
  const up = await services("up");
  expect(up.complained).toBe("");
  const exported: Record<string, string> = Object.fromEntries(
    [...up.said.matchAll(/export (\w+)=(\S+)/g)].map((found) => [found[1] as string, found[2] as string]),
  );
  const addresses = serviceAddressesSchema.parse(exported);
  expect(Object.keys(exported).sort()).toEqual(["DATABASE_URL", "KAFKA_BROKERS", "QDRANT_URL", "REDIS_URL"]);

  // What was printed works as it stands.
  const log = await openLog("", addresses);
  await log.append("events", [{ partition: 0, key: "k", value: Buffer.from("v"), timestampMs: 1 }]);
  const stores = await openStores("", addresses, { report: () => undefined });
  expect(await stores.state.claim({ lane: "users", partition: 0 })).toEqual({ epoch: 1, offset: 0 });
  const index = await openVectorIndex(2, addresses);
  expect(await index.size("t")).toBe(0);
  await Promise.all([log.close(), stores.close(), index.close()]);

  // The roles of migration and of the applications, each by a password of its own: the wrong one is not let in, and no role reaches past its own.
  const databaseUrl = exported["DATABASE_URL"] ?? "";
  await requirePostgres(databaseUrl);
  const settings = databaseSettings(databaseUrl, new Uint8Array(32).fill(7));
  expect((await migrate(settings)).length).toBeGreaterThan(0);
  expect(await inApp(settings, "SELECT count(*)::int AS count FROM tenants")).toEqual([{ count: 0 }]);
  await expect(inApp(settings, "CREATE TABLE intruder (id int)")).rejects.toThrow(/permission denied/);
  await expect(inApp(databaseSettings(databaseUrl, new Uint8Array(32)), "SELECT 1")).rejects.toThrow(/authentication failed/i);
  expect(up.said.split("\n").filter((line) => line.includes("***"))).toHaveLength(1);

  const pids = pidsIn(up.said);
  expect(pids.filter(isAlive)).toHaveLength(4);
  const again = await services("up");
  expect([pidsIn(again.said), again.said.includes("0 started")]).toEqual([pids, true]);
  const status = await services("status");
  expect([pidsIn(status.said), status.code]).toEqual([pids, 0]);
  // Nobody else is let into a folder that is in use.
  await expect(startRedis({ folder: path.join(home, "services/redis"), port: 1 })).rejects.toThrow(
    /^redis runs already in .* npm run services -- down$/,
  );

  expect((await services("down")).said.match(/stopped/g)).toHaveLength(4);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await services("status")).toMatchObject({ said: expect.stringMatching(/(does not run[^✘]*✘?[^✘]*){4}/), code: 1 });
});

test("a server ends with the process that started it, however that ended", async () => {
  const place = path.join(folder, "guarded");
  const program = `import { startRedis } from ${JSON.stringify(path.join(import.meta.dirname, "redis.ts"))};
    const { process: { pid } } = await startRedis({ folder: ${JSON.stringify(place)}, port: Number(process.argv[1]) });
    process.send(pid); setInterval(() => {}, 1000);`;
  const { freePorts } = await import("../platform/ports.ts");
  const [port] = (await freePorts(1, "127.0.0.1")) as [number];
  const host = spawn(process.execPath, ["--input-type=module", "-e", program, String(port)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  begun.push(host);
  const [pid] = (await once(host, "message")) as [number];
  expect(runningServer(place)).toMatchObject({ name: "redis", pid, outlives: false });
  host.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  // And it stands in nobody's way.
  const next = await startRedis({ folder: place, port });
  await next.stop();
  expect(runningServer(place)).toBeUndefined();
});

test("a supervised server that was killed comes back at its address with what it had acknowledged, and both are noted", async () => {
  const [redis] = await planServers(path.join(folder, "supervised"), ["redis"]);
  if (redis === undefined) throw new Error("no Redis was planned");
  const notes: string[] = [];
  const around = { note: (_: string, message: string) => notes.push(message), changed: () => undefined, firstRestartMs: 10 };
  const server = await supervise("redis", beginServer(redis), around);
  const stores = await openStores("", serviceAddressesSchema.parse({ REDIS_URL: redis.address }), { report: () => undefined });
  const lane = { lane: "users", partition: 0 } as const;
  const { epoch } = await stores.state.claim(lane);
  expect(await stores.state.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 7, puts: [] })).toBe("committed");
  const victim = server.pid() as number;
  process.kill(victim, "SIGKILL");
  await vi.waitFor(() => expect([undefined, victim]).not.toContain(server.pid()), { timeout: 10_000 });
  expect(await vi.waitFor(() => stores.state.offset(lane), { timeout: 10_000 })).toBe(7);
  expect(notes).toEqual(["ended (killed by SIGKILL); it is started again", `running again as process ${server.pid()}`]);
  await stores.close();
  await server.stop(5_000);
  expect(runningServer(path.join(folder, "supervised/redis"))).toBeUndefined();
});

test("a record whose process id has become somebody else's is no server", () => {
  writeServer(folder, { name: "redis", pid: process.pid, address: "redis://127.0.0.1:1", outlives: true, endsBy: "SIGTERM" });
  expect(runningServer(folder)).toBeUndefined();
});

test("a program that is missing is named in one sentence", async () => {
  vi.stubEnv("REDIS_SERVER", "/nowhere/redis-server");
  const failure = await startRedis({ folder: path.join(folder, "missing"), port: 1 }).catch((error: unknown) => error);
  vi.unstubAllEnvs();
  expect(failure).toBeInstanceOf(Failure);
  expect((failure as Failure).message).toMatch(/^Redis is missing\. Debian: apt-get install redis-server/);
});
