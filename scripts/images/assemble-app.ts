import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { type Lock, productionPlaces } from "./production-places.ts";

/** Sources that only tests read. */
const OF_TESTS = /\.(test|fixture|contract)\.tsx?$|[/\\]testing$|\.tsbuildinfo$/;

/**
 * Copies into `target` what a container of one app consists of: the workspaces and packages that it needs when it runs, laid out as in the
 * repository. Packages for other systems, which were not installed, are left out. A second or two.
 */
export function assembleApp(root: string, workspace: string, target: string): void {
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as { packages: Lock };
  for (const place of productionPlaces(packages, workspace)) {
    const from = path.join(root, place);
    if (!existsSync(from)) continue;
    const to = path.join(target, place);
    const link = packages[place]?.link ? packages[place].resolved : undefined;
    mkdirSync(path.dirname(to), { recursive: true });
    if (link !== undefined) symlinkSync(path.relative(path.dirname(to), path.join(target, link)), to);
    else if (isInstalled(place)) cpSync(from, to, { recursive: true, filter: (file) => file === from || !isNested(from, file) });
    else copySources(from, to);
  }
}

/** Node runs our sources as they are, and a workspace's nested packages are places of their own. */
function copySources(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(path.join(from, "package.json"), path.join(to, "package.json"));
  cpSync(path.join(from, "src"), path.join(to, "src"), { recursive: true, filter: (file) => !OF_TESTS.test(file) });
}

function isInstalled(place: string): boolean {
  return place.split("/").includes("node_modules");
}

/** The packages inside a package are places of their own, or not needed. */
function isNested(from: string, file: string): boolean {
  return path.relative(from, file).split(path.sep)[0] === "node_modules";
}
