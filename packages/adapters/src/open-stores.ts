import { KEPT_ANSWERS, type KeptAnswers } from "@attune/core/ports/kept-answers";
import { memoryKeptAnswers } from "@attune/core/ports/kept-answers.memory";
import type { RateLimits } from "@attune/core/ports/rate-limits";
import { memoryRateLimits } from "@attune/core/ports/rate-limits.memory";
import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import type { StoreBreakers } from "./breaker/store-breakers.ts";
import { embeddedStandingStore } from "./embedded/standing-store.ts";
import { embeddedStateStore } from "./embedded/state-store.ts";
import { redisKeptAnswers } from "./redis/kept-answers.ts";
import { redisRateLimits } from "./redis/rate-limits.ts";
import { redisLink } from "./redis/redis-link.ts";
import { redisStandingStore } from "./redis/standing-store.ts";
import { redisStateStore } from "./redis/state-store.ts";

export interface Stores {
  readonly state: StateStore;
  readonly standings: StandingStore;
  readonly limits: RateLimits;
  readonly answers: KeptAnswers;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly report: (problem: string) => void;
  /** For a process without a deadline: how long a command waits for a Redis that is slow or away. */
  readonly patienceMs?: number;
  /** For a process with deadlines: guards what a request reads over the network. */
  readonly breakers?: StoreBreakers;
  /** For a process that decides by standings: resolves when the lanes have folded what the log holds now (`StandingStoreOptions`). */
  readonly refolded?: () => Promise<void>;
}

/** Of a process without Redis, and so without another that would share them. */
const ANSWERS_IN_MEMORY = 10_000;

/**
 * Folded state and standings: in Redis where its address is named, over one connection, else in the folder. There the api's processes share limits and kept answers
 * too; without it one process has them to itself.
 */
export async function openStores(folder: string, { REDIS_URL: url }: ServiceAddresses, options: StoreOptions): Promise<Stores> {
  if (url === undefined) {
    const [state, standings] = [embeddedStateStore(folder), embeddedStandingStore(folder)];
    const nowMs = () => performance.now();
    const answers = memoryKeptAnswers({ ...KEPT_ANSWERS, clock: nowMs, capacity: ANSWERS_IN_MEMORY });
    return {
      state,
      standings,
      limits: memoryRateLimits(nowMs),
      answers,
      close: async () => void (await Promise.all([state.close(), standings.close()])),
    };
  }
  const redis = await redisLink(url, options);
  const [state, standings] = [redisStateStore(redis), redisStandingStore(redis, options)];
  return {
    state: options.breakers?.state(state) ?? state,
    standings: options.breakers?.standings(standings) ?? standings,
    limits: redisRateLimits(redis),
    answers: redisKeptAnswers(redis),
    close: async () => redis.disconnect(),
  };
}
