import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTool } from "./run-tool.ts";
import { sourcesDigest } from "./sources-digest.ts";

/** Runs `next build` when its sources changed since the last time. Answers whether it ran. */
export async function buildConsole(root: string, signal?: AbortSignal): Promise<boolean> {
  const folder = path.join(root, "apps/web");
  const stamp = path.join(folder, ".next/.sources");
  const wanted = sourcesDigest(root, [
    "apps/web",
    "packages/core",
    "packages/db",
    "packages/sdk",
    "prisma/schema.prisma",
    "package-lock.json",
    "tsconfig.base.json",
  ]);
  const isBuilt = existsSync(path.join(folder, ".next/BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isBuilt) return false;
  await runTool("next", ["build"], { root, cwd: folder, signal, env: { NODE_ENV: "production" } });
  writeFileSync(stamp, wanted);
  return true;
}
