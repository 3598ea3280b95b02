import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const NOT_SOURCES = new Set(["node_modules", ".next", ".turbo", "dist", "coverage", "generated", "test-results"]);

/** SHA-256 over names and contents of every source file below `places` (files or folders, relative to `root`). Tests do not count: they change no build. */
export function sourcesDigest(root: string, places: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of places.flatMap((place) => sourcesBelow(path.join(root, place))).sort()) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function sourcesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const child = path.join(place, entry.name);
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sourcesBelow(child);
    const built = entry.name === "next-env.d.ts" || entry.name.endsWith(".tsbuildinfo");
    return entry.isFile() && !built && !/\.test\.tsx?$/.test(entry.name) ? [child] : [];
  });
}
