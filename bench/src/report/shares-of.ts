import type { CpuProfile } from "./hottest.ts";

type Frame = CpuProfile["nodes"][number]["callFrame"];

/**
 * Whose work the busy time was, as shares of 1, largest first: of each sample, the nearest caller of the function that ran which `ownerOf` knows.
 * "" is what nobody owns: garbage collection, and what V8 calls of itself.
 */
export function sharesOf(
  { nodes, samples, timeDeltas }: CpuProfile,
  ownerOf: (frame: Frame) => string | undefined,
): ReadonlyMap<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const owners = new Map<number, string>();
  const ownerAt = (id: number): string => {
    const known = owners.get(id);
    if (known !== undefined) return known;
    const frame = frames.get(id);
    const caller = callers.get(id);
    const owner = (frame && ownerOf(frame)) ?? (caller === undefined ? "" : ownerAt(caller));
    owners.set(id, owner);
    return owner;
  };
  const micros = new Map<string, number>();
  let all = 0;
  samples.forEach((id, i) => {
    if (frames.get(id)?.functionName === "(idle)") return;
    const spent = timeDeltas[i] ?? 0;
    all += spent;
    micros.set(ownerAt(id), (micros.get(ownerAt(id)) ?? 0) + spent);
  });
  return new Map([...micros].map(([owner, spent]) => [owner, spent / all] as const).sort(([, a], [, b]) => b - a));
}

/** The package or the part of this repository that a function belongs to; Node's own functions work for whoever called them. */
export function packageOf({ url }: Frame): string | undefined {
  const [own = "", ...installed] = url.split("/node_modules/");
  const library = installed.at(-1);
  if (library !== undefined) return /^(@[^/]+\/)?[^/]+/.exec(library)?.[0];
  const place = /\/(?:packages|apps)\/([^/]+)\/src\/([^/]+)/.exec(own);
  return place === null ? undefined : `${place[1]}/${place[2]?.replace(/\.ts$/, "")}`;
}
