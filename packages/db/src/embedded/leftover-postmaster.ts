import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/**
 * Deals with the `postmaster.pid` of a server that was killed. Postgres itself ignores one whose process is gone, but not one whose number now
 * belongs to some other program, which is the rule in a restarted container. A server that is still there is waited for: it stops by itself
 * when its launcher is gone, and when its launcher is not gone the folder is in use.
 */
export async function clearLeftoverPostmaster(dataFolder: string, patienceMs = 15_000): Promise<void> {
  const file = path.join(dataFolder, "postmaster.pid");
  const deadline = performance.now() + patienceMs;
  while (existsSync(file)) {
    const text = await readFile(file, "utf8").catch(() => "");
    const pid = Number.parseInt(text, 10);
    if (!(pid > 0) || !isAlive(pid)) return;
    if (!(await commandOf(pid)).includes(dataFolder)) {
      // Our own number in place of the stranger's: Postgres takes its parent's for stale, and still checks that the old shared memory is unused.
      await writeFile(file, text.replace(/^\d+/, String(process.pid)));
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`Another Attune is using ${dataFolder} (Postgres has process id ${pid}): stop it first.`);
    }
    await delay(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function commandOf(pid: number): Promise<string> {
  if (existsSync("/proc/self/cmdline")) return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).then(
    ({ stdout }) => stdout,
    () => "",
  );
}
