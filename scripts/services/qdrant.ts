import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Failure } from "../platform/failure.ts";
import { type Service, type ServiceLife, startService } from "./service.ts";

const run = promisify(execFile);
const TOOL = path.join(import.meta.dirname, "../../tools/qdrant-engine");
const MISSING =
  "Python is missing, which Qdrant's engine is run by (3.10 or later). Debian: apt-get install python3-venv; or set QDRANT_URL to a Qdrant that runs.";

export interface QdrantOptions {
  readonly folder: string;
  readonly port: number;
}

/** Qdrant's own engine behind the REST routes that we call (tools/qdrant-engine): the same answers, no server to download. */
export async function startQdrant({ folder, port }: QdrantOptions, life: ServiceLife = {}): Promise<Service> {
  const python = await qdrantPython();
  mkdirSync(folder, { recursive: true });
  const address = `http://127.0.0.1:${port}`;
  return startService(
    {
      name: "qdrant",
      address,
      command: python,
      args: [path.join(TOOL, "server.py"), "--folder", path.join(folder, "data"), "--port", String(port)],
      folder,
      readyWithinMs: 30_000,
      ready: async () => (await fetch(`${address}/readyz`).catch(() => undefined))?.ok === true,
      missing: MISSING,
    },
    life,
  );
}

/** A Python with the engine in a virtual environment of its own, made once beside the installed packages (14 MB, some seconds). */
async function qdrantPython(): Promise<string> {
  const wanted = path.join(TOOL, "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(wanted)).digest("hex").slice(0, 12);
  const folder = path.join(TOOL, "../../node_modules/.cache/qdrant-engine", digest);
  const python = path.join(folder, "bin/python");
  if (existsSync(path.join(folder, "ready"))) return python;
  // A virtual environment knows its own path, so it is made where it stays; what was interrupted is made anew.
  rmSync(folder, { recursive: true, force: true });
  try {
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted]);
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException & { stderr?: string };
    if (error.code === "ENOENT") throw new Failure(MISSING, { cause });
    const said = (error.stderr ?? error.message).trim().split("\n").slice(-3).join(" ");
    throw new Failure(`Qdrant's engine could not be installed: ${said}`, { cause });
  }
  mkdirSync(path.join(folder, "ready.tmp"));
  renameSync(path.join(folder, "ready.tmp"), path.join(folder, "ready"));
  return python;
}
