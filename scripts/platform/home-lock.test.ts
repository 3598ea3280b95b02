import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { Failure } from "./failure.ts";
import { homeAt, prepareHome } from "./home.ts";
import { lockHome, runningHolder } from "./home-lock.ts";

const home = homeAt(mkdtempSync(path.join(tmpdir(), "attune-lock-")));
prepareHome(home);
afterEach(() => rmSync(home.supervisor, { force: true }));

const holderProgram = `
  const { lockHome } = await import(${JSON.stringify(path.join(import.meta.dirname, "home-lock.ts"))});
  lockHome(${JSON.stringify(home)}, { pid: process.pid, startedAtMs: 1, processes: [] });
  process.send("held");
  setInterval(() => {}, 1000);
`;

test("a second supervisor is refused and told the pid; a kill -9 frees the folder at once", async () => {
  const other = spawn(process.execPath, ["--input-type=module", "-e", holderProgram], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await once(other, "message");
  expect(() => lockHome(home, { pid: process.pid, startedAtMs: 2, processes: [] })).toThrow(Failure);
  expect(() => lockHome(home, { pid: process.pid, startedAtMs: 2, processes: [] })).toThrow(`in use by process ${other.pid}`);
  expect(runningHolder(home)?.pid).toBe(other.pid);

  other.kill("SIGKILL");
  await once(other, "exit");
  expect(runningHolder(home)).toBeUndefined();
  const lock = lockHome(home, { pid: process.pid, startedAtMs: 3, processes: [] });
  expect(runningHolder(home)?.startedAtMs).toBe(3);
  lock.release();
  expect(runningHolder(home)).toBeUndefined();
});
