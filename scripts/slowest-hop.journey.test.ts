import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { homeAt } from "./platform/home.ts";
import { readHops } from "./platform/read-hops.ts";
import { loadSecrets } from "./platform/secrets.ts";
import { readSupervisor } from "./platform/supervisor-file.ts";
import { type RunningPlatform, runPlatform } from "./testing/run-platform.ts";

const EVENTS = 20;
/** How soon a hop that stands still has to be named. */
const NAMED_WITHIN_MS = 5_000;

let folder: string;
let platform: RunningPlatform;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-hops-"));
  platform = await runPlatform({ home: path.join(folder, "home"), flags: ["--no-traffic"] });
});
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function sendEvents(): Promise<void> {
  const { apiUrl, keys } = platform.demo;
  const events = Array.from({ length: EVENTS }, (_, i) => ({ eventId: randomUUID(), type: "view", userId: `u${i}`, itemId: `i${i}` }));
  const answer = await fetch(`${apiUrl}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
    body: JSON.stringify({ events }),
  });
  expect(answer.status).toBe(202);
}

async function hopsNow() {
  const home = homeAt(platform.home);
  const now = await readHops(readSupervisor(home.supervisor)?.internalUrl, loadSecrets(home.secrets).internalTokenSecret);
  if (now === undefined) throw new Error("the api does not answer");
  return { ...now, worker: now.hops.find(({ hop }) => hop === "worker") };
}

const status = () =>
  spawnSync(process.execPath, [path.join(import.meta.dirname, "status.ts")], {
    env: { ...process.env, ATTUNE_HOME: platform.home },
    encoding: "utf8",
  });

test("a worker that stands still is named within five seconds with its queue, also by npm run status; and no longer once it goes on", async () => {
  const pid = platform.demo.pids["stream-worker"] as number;
  await sendEvents();
  await vi.waitFor(async () => expect((await hopsNow()).worker).toMatchObject({ queue: 0, waitingMs: 0 }), { timeout: 10_000 });
  expect((await hopsNow()).processes.find(({ name }) => name === "stream-worker")).toMatchObject({ pid, ready: true, restarts: 0 });

  process.kill(pid, "SIGSTOP");
  try {
    await sendEvents();
    const named = await vi.waitFor(
      async () => {
        const now = await hopsNow();
        expect(now.slowest).toMatchObject({ hop: "worker", remedy: { setting: "MAX_UNFOLDED_RECORDS" } });
        return now;
      },
      { timeout: NAMED_WITHIN_MS, interval: 100 },
    );
    expect(named.slowest.sentence).toMatch(/records wait, the oldest for/);
    expect(named.worker?.queue).toBeGreaterThanOrEqual(EVENTS);

    const { stdout, status: exitCode } = status();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/▶ worker .* \d+ +1000000 /);
    expect(stdout).toContain("The worker is the slowest hop now");
    expect(stdout).toContain("What would help: MAX_UNFOLDED_RECORDS");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await vi.waitFor(async () => expect((await hopsNow()).worker).toMatchObject({ queue: 0, waitingMs: 0 }), { timeout: 10_000 });
  // What waited so long is in the quantiles for ten seconds, and then it is not.
  await vi.waitFor(async () => expect((await hopsNow()).slowest.sentence).not.toMatch(/The worker .* wait/), { timeout: 15_000 });
});

test("the state folder's secret opens it, and nothing else does", async () => {
  const { internalUrl } = readSupervisor(homeAt(platform.home).supervisor) ?? {};
  expect(await readHops(internalUrl, "x".repeat(43))).toBeUndefined();
  expect((await fetch(`${internalUrl}/internal/v1/hops`)).status).toBe(401);
  expect(readFileSync(homeAt(platform.home).supervisor, "utf8")).not.toContain(
    loadSecrets(homeAt(platform.home).secrets).internalTokenSecret,
  );
});
