import { Cluster } from "ioredis";
import type { RedisLink } from "./redis-link.ts";

/** A key, and the hash tag that decides its slot. */
export interface TaggedKey {
  readonly tag: string;
  readonly key: string;
}

/** Values in the order of the keys: one MGET on a server, and on a cluster, where a command may name keys of one slot alone, one MGET for each tag, side by side. */
export async function readByTag(redis: RedisLink, keys: readonly TaggedKey[]): Promise<readonly (Buffer | null)[]> {
  if (!(redis instanceof Cluster)) return redis.mgetBuffer(keys.map(({ key }) => key));
  const places = Map.groupBy(keys.keys(), (i) => keys[i]?.tag);
  const values = Array.from<Buffer | null>({ length: keys.length }).fill(null);
  await Promise.all(
    [...places.values()].map(async (group) => {
      const found = await redis.mgetBuffer(group.map((i) => (keys[i] as TaggedKey).key));
      for (const [at, i] of group.entries()) values[i] = found[at] ?? null;
    }),
  );
  return values;
}
