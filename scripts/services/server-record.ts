import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { Failure } from "../platform/failure.ts";
import { writeAtomically } from "../platform/write-atomically.ts";

const recordSchema = z.object({
  name: z.string(),
  pid: z.int(),
  address: z.string(),
  /** Begun by `npm run services -- up`: it ends by `down` only. Otherwise it belongs to a platform or a test. */
  outlives: z.boolean(),
  /** The signal at which it ends in order. */
  endsBy: z.enum(["SIGTERM", "SIGINT"]),
});
/** `server.json` in a server's folder: who runs there. One that was killed leaves it behind. */
export type ServerRecord = z.infer<typeof recordSchema>;

const fileOf = (folder: string) => path.join(folder, "server.json");
const LEFTOVER_MS = 20_000;
const POLL_MS = 50;

export function writeServer(folder: string, record: ServerRecord): void {
  // An address may hold a password.
  writeAtomically(fileOf(folder), JSON.stringify(record, null, 2), 0o600);
}

/** Takes the record of `pid` away, not that of a server that came after it. */
export function forgetServer(folder: string, pid: number): void {
  if (recordIn(folder)?.pid === pid) rmSync(fileOf(folder), { force: true });
}

/** The server that runs in a folder now, or `undefined`. A process id that has become somebody else's does not count. */
export function runningServer(folder: string): ServerRecord | undefined {
  const record = recordIn(folder);
  return record !== undefined && commandOf(record.pid).includes(folder) ? record : undefined;
}

/** Waits for a server whose platform was killed, because it ends by itself. A Failure names one that does not. */
export async function awaitLeftover(folder: string, patienceMs = LEFTOVER_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let found = runningServer(folder); found !== undefined; found = runningServer(folder)) {
    if (found.outlives)
      throw new Failure(`${found.name} runs already in ${folder} (process ${found.pid}). End it: npm run services -- down`);
    if (performance.now() > deadline)
      throw new Failure(`${folder} is in use by ${found.name}, process ${found.pid}. Stop it, or set ATTUNE_HOME to another folder.`);
    await pause(POLL_MS);
  }
}

function recordIn(folder: string): ServerRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(fileOf(folder), "utf8")));
  } catch {
    return undefined; // there is none, or a crash cut it short
  }
}

function commandOf(pid: number): string {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // no such process
  }
}
