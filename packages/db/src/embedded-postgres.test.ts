import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clearLeftoverPostmaster } from "./embedded/leftover-postmaster.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { roomyFolder } from "./testing/roomy-folder.ts";

let home: string;
let server: EmbeddedPostgres | undefined;
const started: ChildProcess[] = [];

// One home for the file: the first start pays for the initialisation, and every later one begins where the test before it stopped.
beforeAll(async () => {
  home = await mkdtemp(path.join(await roomyFolder(), "attune-launcher-"));
  // What an initialisation that was killed leaves behind.
  await mkdir(path.join(home, "postgres/data.unfinished/base"), { recursive: true });
  server = await startEmbeddedPostgres({ home });
  await sql("CREATE TABLE kept (n int)");
  await server.stop();
}, 60_000);
afterEach(async () => {
  await server?.stop();
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server?.url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function sql(text: string): Promise<Record<string, unknown>[]> {
  const client = await connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

const pidFile = () => path.join(home, "postgres/data/postmaster.pid");

describe("the embedded Postgres", { timeout: 60_000 }, () => {
  it("listens on its socket only", async () => {
    server = await startEmbeddedPostgres({ home });
    expect(await sql("SHOW listen_addresses")).toEqual([{ listen_addresses: "" }]);
    expect(await sql("SELECT datname FROM pg_database WHERE datname = 'attune'")).toHaveLength(1);
  });

  it("keeps what was committed when it is killed with kill -9 in mid-work, and starts again", async () => {
    server = await startEmbeddedPostgres({ home });
    await sql("INSERT INTO kept VALUES (1)");
    const busy = await connect();
    await busy.query("BEGIN");
    await busy.query("INSERT INTO kept VALUES (2)");
    // A session in the middle of computing does not notice that its server is gone: for a while the next start has to wait for it.
    const computing = busy.query("SELECT sum(i) FROM generate_series(1, 8000000) AS i").catch(() => undefined);
    await expect
      .poll(() => sql("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT sum%' AND state = 'active'"), {
        timeout: 20_000,
        interval: 5,
      })
      .toHaveLength(1);
    process.kill(server.pid, "SIGKILL");
    expect(await server.exited).toContain("SIGKILL");
    expect(existsSync(pidFile())).toBe(true);
    server = await startEmbeddedPostgres({ home });
    expect(await sql("SELECT n FROM kept")).toEqual([{ n: 1 }]);
    await computing;
  });

  it("stops when the process that started it is killed with kill -9, and starts again", async () => {
    const launcherFile = JSON.stringify(path.join(import.meta.dirname, "embedded-postgres.ts"));
    const script = `import { startEmbeddedPostgres } from ${launcherFile};
      console.log((await startEmbeddedPostgres({ home: ${JSON.stringify(home)} })).pid); setInterval(() => {}, 1000);`;
    const launcher = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    started.push(launcher);
    const pid = Number(await new Promise((resolve) => launcher.stdout.once("data", resolve)));
    expect(Number.parseInt(await readFile(pidFile(), "utf8"), 10)).toBe(pid);
    launcher.kill("SIGKILL");
    await expect.poll(() => existsSync(pidFile()), { timeout: 20_000 }).toBe(false);
    server = await startEmbeddedPostgres({ home });
    expect(await sql("SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("starts though its old process id belongs to a stranger now", async () => {
    server = await startEmbeddedPostgres({ home });
    const left = await readFile(pidFile(), "utf8");
    process.kill(server.pid, "SIGKILL");
    await server.exited;
    const stranger = spawn("sleep", ["600"], { stdio: "ignore" });
    started.push(stranger);
    await writeFile(pidFile(), left.replace(/^\d+/, String(stranger.pid)));
    server = await startEmbeddedPostgres({ home });
    expect(await sql("SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("is left alone by a second launcher, which says who has it", async () => {
    server = await startEmbeddedPostgres({ home });
    await expect(clearLeftoverPostmaster(path.join(home, "postgres/data"), 100)).rejects.toThrow(`process id ${server.pid}`);
    expect(await sql("SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("says what Postgres said when it does not start", async () => {
    const file = path.join(home, "postgres/data/postgresql.auto.conf");
    const settings = await readFile(file, "utf8");
    await writeFile(file, "no_such_setting = 1\n");
    await expect(startEmbeddedPostgres({ home })).rejects.toThrow(/did not start: .*no_such_setting/s);
    await writeFile(file, settings);
  });

  it("works in a folder whose path is too long for a socket, and after a move", async () => {
    const deep = path.join(home, "d".repeat(100), "e".repeat(100));
    await mkdir(deep, { recursive: true });
    await rename(path.join(home, "postgres"), path.join(deep, "postgres"));
    server = await startEmbeddedPostgres({ home: deep });
    expect(await sql("SELECT n FROM kept")).toEqual([{ n: 1 }]);
    await server.stop();
    await rename(path.join(deep, "postgres"), path.join(home, "postgres"));
  });
});
