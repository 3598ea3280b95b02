import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTool } from "./run-tool.ts";
import { sourcesDigest } from "./sources-digest.ts";

/** Runs `prisma generate` when the schema changed since the last time. Answers whether it ran. */
export async function generateClient(root: string, signal?: AbortSignal): Promise<boolean> {
  const folder = path.join(root, "packages/db");
  const stamp = path.join(folder, "src/generated/.sources");
  const wanted = sourcesDigest(root, ["prisma/schema.prisma", "packages/db/prisma.config.ts", "packages/db/package.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  await runTool("prisma", ["generate"], { root, cwd: folder, signal });
  writeFileSync(stamp, wanted);
  return true;
}
