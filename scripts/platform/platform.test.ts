// The supervisor with a real Postgres, and stand-in programs that speak the contract of api, worker and console.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { type Demo, demoSchema } from "./demo-file.ts";
import { homeAt } from "./home.ts";
import { readNotes } from "./journal.ts";
import { freePorts } from "./ports.ts";
import { readSupervisor } from "./supervisor-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "attune-platform-"));
const home = homeAt(path.join(folder, "home"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LEAVES = `process.on("disconnect", () => process.exit(0)); process.on("SIGTERM", () => process.exit(0));`;
const SERVES = (port: string) =>
  `import { createServer } from "node:http"; createServer((_, response) => response.end("ok")).listen(${port}, "127.0.0.1");`;
const PROGRAMS = {
  "apps/api/src/main.ts": `${SERVES("Number(process.env.API_PORT)")} ${LEAVES}`,
  "apps/stream-worker/src/main.ts": `process.send?.({ type: "ready" }); setInterval(() => {}, 1000); ${LEAVES}`,
  // Knows nothing of its supervisor, like Next.
  "node_modules/next/dist/bin/next": SERVES("Number(process.argv[process.argv.indexOf('--port') + 1])"),
  "apps/web/next": "",
  "node_modules/package.json": '{"type":"module"}',
  "apps/package.json": '{"type":"module"}',
};
for (const [file, source] of Object.entries(PROGRAMS)) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), source);
}

const begin = async (): Promise<ChildProcess> => {
  const [apiPort, webPort, internalPort, metricsPort, workerMetricsPort] = await freePorts(5, "127.0.0.1");
  const here = (name: string) => JSON.stringify(path.join(import.meta.dirname, name));
  const program = `
    import { homeAt, prepareHome } from ${here("home.ts")};
    import { lockHome } from ${here("home-lock.ts")};
    import { openJournal } from ${here("journal.ts")};
    import { startPlatform } from ${here("platform.ts")};
    import { loadSecrets } from ${here("secrets.ts")};
    import { readSettings } from ${here("settings.ts")};
    const home = homeAt(${JSON.stringify(home.root)});
    prepareHome(home);
    const supervisor = { pid: process.pid, startedAtMs: Date.now(), processes: [] };
    globalThis.lock = lockHome(home, supervisor);
    const platform = await startPlatform({
      root: ${JSON.stringify(folder)}, home, supervisor, servers: [], crowd: "none", personas: {}, secrets: loadSecrets(home.secrets),
      settings: readSettings({}, "/"), journal: openJournal(home.journal, Date.now), signal: new AbortController().signal,
      addresses: ${JSON.stringify({ apiPort, webPort, internalPort, metricsPort, workerMetricsPort })},
    });
    process.on("SIGTERM", async () => { await platform.stop(); process.exit(0); });
    process.send("ready");
  `;
  const host = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  for (const stream of [host.stdout, host.stderr]) stream?.on("data", (text: Buffer) => (said += text.toString()));
  const [message] = (await Promise.race([once(host, "message"), once(host, "exit")])) as [unknown];
  if (message !== "ready") throw new Error(said);
  return host;
};

const demoNow = (): Demo => demoSchema.parse(JSON.parse(readFileSync(home.demo, "utf8")));
const pidsOf = ({ pids }: Demo) => Object.values(pids);
const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
const allGone = (pids: readonly number[]) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 15_000 });

test("ready, wounded, healed, drained, and gone when the supervisor is killed", async () => {
  const host = await begin();
  const demo = demoNow();
  expect(demo.pids).toMatchObject({ supervisor: host.pid, postgres: expect.any(Number), api: expect.any(Number), web: expect.any(Number) });
  expect(statSync(home.demo).mode & 0o777).toBe(0o600);
  expect((await fetch(demo.apiUrl)).ok).toBe(true);
  expect(demo.keys.secret).toMatch(/^atn_sk_live_/);
  expect(demo.tenants?.map(({ slug }) => slug)).toEqual(["tempo", "folio"]);
  expect(demo.tenants?.[0]?.keys).toEqual(demo.keys);

  for (const name of ["stream-worker", "web", "api", "postgres"]) {
    const victim = demoNow().pids[name];
    if (victim === undefined) throw new Error(`no ${name}`);
    process.kill(victim, "SIGKILL");
    await vi.waitFor(() => expect(demoNow().pids[name]).not.toBe(victim), { timeout: 20_000 });
    expect(readNotes(home.journal).filter((note) => note.process === name)[0]?.message).toContain("it is started again");
    expect(readSupervisor(home.supervisor)?.processes.find((one) => one.name === name)).toMatchObject({ ready: true, restarts: 1 });
  }

  const drained = demoNow();
  host.kill("SIGTERM");
  await once(host, "exit");
  expect(existsSync(home.demo)).toBe(false);
  await allGone(pidsOf(drained));

  const again = await begin();
  const second = demoNow();
  expect(second.keys).toEqual(demo.keys);
  expect(second.users).toEqual(demo.users);
  expect(second.tenants).toEqual(demo.tenants);
  again.kill("SIGKILL");
  await allGone(pidsOf(second));

  const third = await begin(); // nothing that was killed stands in the way
  expect(demoNow().keys).toEqual(demo.keys);
  third.kill("SIGTERM");
  await once(third, "exit");
}, 120_000);

test("a child that cannot start ends the start with its words, and nothing is left running", async () => {
  const api = path.join(folder, "apps/api/src/main.ts");
  writeFileSync(api, 'console.error("listen EADDRINUSE 127.0.0.1:4000"); process.exit(1);');
  await expect(begin()).rejects.toThrow(/api ended while starting \(exit code 1\)\. It said: listen EADDRINUSE/);
  expect(existsSync(home.demo)).toBe(false);
  await allGone((readSupervisor(home.supervisor)?.processes ?? []).flatMap(({ pid }) => pid ?? []));
  writeFileSync(api, PROGRAMS["apps/api/src/main.ts"]);
});
