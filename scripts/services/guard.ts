import { type ChildProcess, spawn } from "node:child_process";

/** The signal at which a server ends in order. */
export type EndingSignal = "SIGTERM" | "SIGINT";

/**
 * Ends a server when this process is gone, however it went: the guard's standard input is a pipe that only we hold, and the kernel closes it.
 * Works on every Unix, unlike a parent-death signal.
 */
export function guard(child: ChildProcess, pid: number, endsBy: EndingSignal): void {
  const watcher = spawn("/bin/sh", ["-c", 'cat >/dev/null; kill -s "$1" "$0"', String(pid), endsBy.slice("SIG".length)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.on("error", () => child.kill(endsBy));
  // Written to by nobody; that it broke is how the watcher's end may be seen first.
  watcher.stdin?.on("error", () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void } | null)?.unref();
  child.once("exit", () => {
    // The process id is free for others from now on, so nobody may signal it any more.
    if (watcher.pid !== undefined && watcher.exitCode === null && watcher.signalCode === null) endGroup(watcher.pid);
  });
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
