import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Failure } from "./failure.ts";

/** Runs a program of node_modules/.bin quietly; a Failure carries the end of what it said. */
export async function runTool(
  name: string,
  args: readonly string[],
  { root, cwd, env = {}, signal }: { root: string; cwd: string; env?: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<void> {
  const child = spawn(path.join(root, "node_modules/.bin", name), args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal === undefined ? {} : { signal }),
    shell: process.platform === "win32",
  });
  const ended = once(child, "exit");
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  if (code === 0) return;
  const tail = `${said}\n${complained}`.trim().split("\n").slice(-25).join("\n");
  throw new Failure(`\`${name} ${args.join(" ")}\` failed in ${path.relative(root, cwd)}:\n${tail}`);
}
