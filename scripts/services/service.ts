import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../platform/failure.ts";
import { type EndingSignal, guard } from "./guard.ts";
import { awaitLeftover, forgetServer, writeServer } from "./server-record.ts";

/** A real server that these scripts started, on loopback. */
export interface Service {
  readonly name: string;
  /** What the product is given: `redis://…`, `host:port`, `http://…`. */
  readonly address: string;
  readonly process: ChildProcess;
  /** Asks it to end, and waits for that; SIGKILL after `graceMs`, which is half a minute unless told. */
  stop(graceMs?: number): Promise<void>;
}

/** How long a server lives. */
export interface ServiceLife {
  /** It goes on when this process has ended; otherwise it ends with it, however that ends. */
  readonly outlives?: boolean;
  /** Ends it while it starts. */
  readonly signal?: AbortSignal;
}

export interface ServiceCommand {
  readonly name: string;
  readonly address: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its output goes to `<folder>/<name>.log`. */
  readonly folder: string;
  readonly readyWithinMs: number;
  /** Whether it answers by now; asked again and again. */
  ready(): Promise<boolean>;
  /** The sentence for a program that is not there. */
  readonly missing: string;
  /** The signal at which it ends in order; SIGTERM for most. */
  readonly endsBy?: EndingSignal;
}

const POLL_MS = 20;
const GRACE_MS = 30_000;

/**
 * Resolves when the server answers. A Failure carries the end of its log, or what is missing. Two servers never share a folder: one that is about
 * to end is waited for, one that goes on is named.
 */
export async function startService(wanted: ServiceCommand, { outlives = false, signal }: ServiceLife = {}): Promise<Service> {
  const { name, address, command, args, folder, readyWithinMs, missing, endsBy = "SIGTERM" } = wanted;
  mkdirSync(folder, { recursive: true });
  await awaitLeftover(folder);
  const file = path.join(folder, `${name}.log`);
  const log = openSync(file, "a");
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  if (child.pid !== undefined) {
    writeServer(folder, { name, pid: child.pid, address, outlives, endsBy });
    child.once("exit", () => forgetServer(folder, child.pid as number));
    if (outlives) child.unref();
    else guard(child, child.pid, endsBy);
  }
  const absent = once(child, "error").then(([cause]) => {
    throw new Failure(missing, { cause });
  });
  // Heard in the race below; a failure after it is the exit of a server that was ready.
  absent.catch(() => undefined);
  const stop = async (graceMs = GRACE_MS) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exit = once(child, "exit");
    child.kill(endsBy);
    await Promise.race([exit, pause(graceMs, undefined, { ref: false })]);
    child.kill("SIGKILL");
    await exit;
  };
  const until = performance.now() + readyWithinMs;
  while (!(await Promise.race([wanted.ready(), absent]))) {
    if (signal?.aborted === true) {
      await stop();
      throw new Failure(`${name} was stopped while starting.`);
    }
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || performance.now() > until) {
      await stop();
      const tail = readFileSync(file, "utf8").trim().split("\n").slice(-15).join("\n");
      throw new Failure(
        `${name} ${ended ? "ended while starting" : `was not ready within ${readyWithinMs / 1000} s`}. Its log ends:\n${tail}`,
      );
    }
    await Promise.race([pause(POLL_MS), absent]);
  }
  return { name, address, process: child, stop };
}
