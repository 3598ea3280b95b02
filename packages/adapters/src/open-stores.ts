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

export interface StoreOptions {
  readonly report: (problem: string) => void;
  /** For a process without a deadline: how long a command waits for a Redis that is slow or away. */
  readonly patienceMs?: number;
}

/** Folded state and standings: in Redis where its address is named, over one connection, else in the folder. */
export async function openStores(folder: string, { REDIS_URL: url }: ServiceAddresses, options: StoreOptions): Promise<Stores> {
  if (url === undefined) {
    const [state, standings] = [embeddedStateStore(folder), embeddedStandingStore(folder)];
    return { state, standings, close: async () => void (await Promise.all([state.close(), standings.close()])) };
  }
  const redis = await redisLink(url, options);
  return { state: redisStateStore(redis), standings: redisStandingStore(redis), close: async () => redis.disconnect() };
}
