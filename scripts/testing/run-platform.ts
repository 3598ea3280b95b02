import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Demo, demoSchema } from "../platform/demo-file.ts";
import { homeAt } from "../platform/home.ts";
import { freePorts } from "../platform/ports.ts";

/** A whole platform as `npm start` starts it, on free ports in a folder of its own: for journeys, browser tests and the bench. */
export interface RunningPlatform {
  readonly demo: Demo;
  readonly home: string;
  /** The supervisor; it may be killed. */
  readonly process: ChildProcess;
  /** SIGTERM, and wait for the drain. */
  stop(): Promise<void>;
}

export interface RunPlatformOptions {
  readonly home: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const root = path.join(import.meta.dirname, "../..");

/** Resolves when it is ready; rejects with its output when it ends before. */
export async function runPlatform({ home, flags = [], env = {}, timeoutMs = 180_000 }: RunPlatformOptions): Promise<RunningPlatform> {
  const [apiPort, webPort, internalPort, metricsPort, workerMetricsPort] = await freePorts(5, "127.0.0.1");
  const child = spawn(process.execPath, [path.join(root, "scripts/start.ts"), ...flags], {
    cwd: root,
    env: {
      ...process.env,
      ATTUNE_HOME: home,
      API_PORT: String(apiPort),
      WEB_PORT: String(webPort),
      INTERNAL_PORT: String(internalPort),
      METRICS_PORT: String(metricsPort),
      WORKER_METRICS_PORT: String(workerMetricsPort),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-20_000);
    });
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  };
  const demo = await demoOf(child, homeAt(home).demo, timeoutMs);
  if (demo !== undefined) return { demo, home, process: child, stop };
  const ended = child.exitCode !== null || child.signalCode !== null;
  await stop();
  throw new Error(`the platform ${ended ? "ended while starting" : "was not ready in time"}:\n${output}`);
}

async function demoOf(child: ChildProcess, file: string, timeoutMs: number): Promise<Demo | undefined> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (existsSync(file)) {
      const demo = demoSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      if (demo.pids.supervisor === child.pid) return demo; // not one that an earlier life left behind
    }
    await pause(50);
  }
  return undefined;
}
