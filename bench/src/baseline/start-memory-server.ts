import { writeFileSync } from "node:fs";
import path from "node:path";
import { beginChild } from "../../../scripts/platform/begin-child.ts";
import { openCappedLog } from "../../../scripts/platform/capped-log.ts";
import { freePorts } from "../../../scripts/platform/ports.ts";
import type { CapturedAnswer } from "./captured-answer.ts";

export async function startMemoryServer(folder: string, answers: readonly CapturedAnswer[]) {
  const [port] = await freePorts(1, "127.0.0.1");
  const file = path.join(folder, "answers.json");
  writeFileSync(file, JSON.stringify(answers));
  const life = await beginChild(
    {
      name: "memory-server",
      args: [path.join(import.meta.dirname, "memory-server.ts"), file, String(port)],
      cwd: import.meta.dirname,
      env: { ...process.env, NODE_ENV: "production" },
      readyWhen: "message",
      kind: "service",
      startTimeoutMs: 20_000,
    },
    openCappedLog(path.join(folder, "memory-server.log"), 1_000_000),
    (line) => console.error(`  memory-server: ${line}`),
    new AbortController().signal,
  );
  return { origin: `http://127.0.0.1:${port}`, stop: () => life.stop(2000) };
}
