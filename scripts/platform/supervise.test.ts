import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { beginChild, type ChildPlan } from "./begin-child.ts";
import { openCappedLog } from "./capped-log.ts";
import { type Supervised, supervise } from "./supervise.ts";

const folder = mkdtempSync(path.join(tmpdir(), "attune-children-"));
const running: Supervised[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) await child.stop(1000);
});

const SERVICE = `process.send({type: "ready"}); console.log("hello from " + process.pid); process.on("disconnect", () => process.exit(0)); process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);`;

const start = async (name: string, program: string, plan: Partial<ChildPlan> = {}) => {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, program);
  const notes: string[] = [];
  const echoed: string[] = [];
  const log = openCappedLog(path.join(folder, `${name}.log`), 100_000);
  const full: ChildPlan = {
    name,
    args: [file],
    cwd: folder,
    env: process.env,
    readyWhen: "message",
    kind: "service",
    startTimeoutMs: 20_000,
    ...plan,
  };
  const child = await supervise(name, (signal) => beginChild(full, log, (line) => echoed.push(line), signal), {
    note: (_, message) => notes.push(message),
    changed: () => undefined,
    firstRestartMs: 10,
  });
  running.push(child);
  return { child, notes, echoed, logFile: path.join(folder, `${name}.log`) };
};

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a child killed with -9 comes back and both are noted", async () => {
  const { child, notes, logFile } = await start("phoenix", SERVICE);
  const first = child.pid();
  if (first === undefined) throw new Error("not running");
  expect(child.ready()).toBe(true);
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => expect([undefined, first]).not.toContain(child.pid()), { timeout: 10_000 });
  expect(child.ready()).toBe(true);
  expect(child.restarts()).toBe(1);
  expect(notes[0]).toBe("ended (killed by SIGKILL); it is started again");
  await vi.waitFor(() => expect(notes[1]).toBe(`running again as process ${child.pid()}`));
  await vi.waitFor(() => expect(readFileSync(logFile, "utf8")).toContain(`hello from ${child.pid()}`));
});

test("a child that ends while starting rejects with what it said, and nothing is left", async () => {
  const program = `console.log(JSON.stringify({level: 50, msg: "listen EADDRINUSE"})); process.exitCode = 3; process.disconnect();`;
  await expect(start("stillborn", program)).rejects.toThrow("stillborn ended while starting (exit code 3). It said: listen EADDRINUSE");
});

test("a child that never becomes ready is ended and named", async () => {
  await expect(start("sleepy", "setInterval(() => {}, 1000); process.on('SIGTERM', () => {});", { startTimeoutMs: 300 })).rejects.toThrow(
    "sleepy did not become ready within 0 s",
  );
});

test("a job that is complete is not begun again; one that fails is", async () => {
  const done = await start("job", "process.disconnect();", { kind: "job", readyWhen: "started" });
  await vi.waitFor(() => expect(done.notes).toEqual(["finished"]), { timeout: 10_000 });
  expect(done.child.ready()).toBe(true);
  const failing = await start("failing", "process.exit(2)", { kind: "job", readyWhen: "started" });
  await vi.waitFor(() => expect(failing.child.restarts()).toBeGreaterThan(1), { timeout: 10_000 });
});

test("stopping waits for the drain, and ends by force what does not drain", async () => {
  const { child } = await start(
    "stubborn",
    `${SERVICE.replace('process.on("SIGTERM", () => process.exit(0))', 'process.on("SIGTERM", () => {})')}`,
  );
  const pid = child.pid();
  if (pid === undefined) throw new Error("not running");
  await child.stop(50);
  expect(isAlive(pid)).toBe(false);
  expect(child.ready()).toBe(false);
});
