import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import { embeddedStandingStore } from "./embedded/standing-store.ts";
import { embeddedStateStore } from "./embedded/state-store.ts";
import { redisLink } from "./redis/redis-link.ts";
import { redisStandingStore } from "./redis/standing-store.ts";
import { redisStateStore } from "./redis/state-store.ts";

export interface Stores {
  readonly state: StateStore;
  readonly standings: StandingStore;
  close(): Promise<void>;
}

/** Folded state and standings: in Redis where its address is named, over one connection, else in the folder. */
export async function openStores(folder: string, { REDIS_URL: url }: ServiceAddresses, report: (problem: string) => void): Promise<Stores> {
  if (url === undefined) {
    const [state, standings] = [embeddedStateStore(folder), embeddedStandingStore(folder)];
    return { state, standings, close: async () => void (await Promise.all([state.close(), standings.close()])) };
  }
  const redis = await redisLink(url, { report });
  return { state: redisStateStore(redis), standings: redisStandingStore(redis), close: async () => redis.disconnect() };
}
