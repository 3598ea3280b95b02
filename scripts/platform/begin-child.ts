// A child has an IPC channel and a process group of its own: the channel closing tells it that the supervisor is gone (also by kill -9),
// and a Ctrl-C in the terminal reaches the supervisor only, which then stops the children in order.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { CappedLog } from "./capped-log.ts";
import { followOutput } from "./child-output.ts";
import { Failure } from "./failure.ts";
import type { Ending, Life } from "./supervise.ts";

export interface ChildPlan {
  readonly name: string;
  /** Arguments of Node: the program's file, perhaps with `--import` before it. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ready when this address answers 2xx, when the child sent `{type: "ready"}`, or as soon as it runs. */
  readonly readyWhen: { readonly url: string } | "message" | "started";
  /** A job that ends with exit code 0 is complete; a service should never end. */
  readonly kind: "service" | "job";
  /** Writes to the terminal itself (a progress bar) instead of to its log. */
  readonly inheritsOutput?: boolean;
  readonly startTimeoutMs: number;
}

const LAST_LINES = 4;

/** Resolves when the child is ready. Rejects with a Failure (the child is gone then) when it ended before, or took longer than allowed. */
export async function beginChild(plan: ChildPlan, log: CappedLog, echo: (line: string) => void, signal: AbortSignal): Promise<Life> {
  const output = plan.inheritsOutput === true ? "inherit" : "pipe";
  const child = spawn(process.execPath, plan.args, {
    cwd: plan.cwd,
    env: plan.env,
    stdio: ["ignore", output, output, "ipc"],
    detached: true,
  });
  const lastLines: string[] = [];
  let serves = false;
  if (child.stdout !== null && child.stderr !== null) {
    followOutput({ stdout: child.stdout, stderr: child.stderr }, log, (line) => {
      lastLines.push(line);
      if (lastLines.length > LAST_LINES) lastLines.shift();
      if (serves) echo(line); // what it says while starting is told only when it fails to
    });
  }
  const ended = new AbortController();
  const exited = endingOf(child, plan.kind).finally(() => ended.abort());
  const stop = (graceMs: number) => stopChild(child, exited, graceMs);

  const limit = AbortSignal.any([ended.signal, signal, AbortSignal.timeout(plan.startTimeoutMs)]);
  if ((await becomesReady(child, plan.readyWhen, limit)) && child.pid !== undefined) {
    serves = true;
    return { pid: child.pid, exited, stop };
  }

  const why = ended.signal.aborted
    ? `ended while starting (${(await exited).how})`
    : signal.aborted
      ? "was stopped while starting"
      : `did not become ready within ${Math.round(plan.startTimeoutMs / 1000)} s`;
  await stop(0);
  const said = lastLines.length === 0 ? "" : ` It said: ${lastLines.join(" | ").slice(0, 600)}`;
  throw new Failure(`${plan.name} ${why}.${said}`);
}

function endingOf(child: ChildProcess, kind: ChildPlan["kind"]): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ how: error.message, complete: false }));
    child.once("exit", (code, signal) =>
      resolve({ how: signal === null ? `exit code ${code}` : `killed by ${signal}`, complete: kind === "job" && code === 0 }),
    );
  });
}

async function stopChild(child: ChildProcess, exited: Promise<Ending>, graceMs: number): Promise<void> {
  child.kill("SIGTERM");
  await Promise.race([exited, pause(graceMs, undefined, { ref: false })]);
  killGroup(child);
  await exited;
}

/** What the child left behind in its group goes with it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL"); // the group is empty already, or the platform has no groups
  }
}

async function becomesReady(child: ChildProcess, when: ChildPlan["readyWhen"], limit: AbortSignal): Promise<boolean> {
  if (when === "started") return child.pid !== undefined;
  return when === "message" ? saysReady(child, limit) : answers(when.url, limit);
}

function saysReady(child: ChildProcess, limit: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    limit.addEventListener("abort", () => resolve(false), { once: true });
    child.on("message", (message) => {
      if ((message as { type?: unknown } | null)?.type === "ready") resolve(true);
    });
  });
}

async function answers(url: string, limit: AbortSignal): Promise<boolean> {
  while (!limit.aborted) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([limit, AbortSignal.timeout(2000)]) });
      await answer.body?.cancel();
      if (answer.ok) return true;
    } catch {
      // not listening yet
    }
    await pause(40);
  }
  return false;
}
