import { Redis } from "ioredis";

/**
 * A connection to Redis at `redis://[user:password@]host:port[/db]` or `rediss://…`. Commands wait a second for their answer and are tried again
 * once after a lost connection; while Redis is away they fail at once instead of piling up, because every caller has an answer without it.
 */
export interface RedisLinkOptions {
  /** For a caller without a deadline: commands wait so long, also while Redis is away, and are sent again when it is back. */
  readonly patienceMs?: number;
  /** Told of a connection that broke; ioredis restores it by itself. */
  readonly report?: (problem: string) => void;
}

const RECONNECT_MOST_MS = 500;
const ANSWER_MS = 1_000;

/** Resolves when Redis answers and may be trusted with state. Throws one sentence that says what is wrong. */
export async function redisLink(url: string, { patienceMs, report = () => undefined }: RedisLinkOptions = {}): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableAutoPipelining: false,
    enableOfflineQueue: patienceMs !== undefined,
    maxRetriesPerRequest: patienceMs === undefined ? 1 : null,
    connectTimeout: 2_000,
    commandTimeout: patienceMs ?? ANSWER_MS,
    retryStrategy: (attempt) => Math.min(RECONNECT_MOST_MS, 20 * 2 ** attempt),
  });
  let lost = "";
  redis.on("error", (error: Error) => {
    if (error.message !== lost) report(`Redis: ${error.message}`);
    lost = error.message;
  });
  redis.on("ready", () => {
    lost = "";
  });
  try {
    await redis.connect();
    await refuseEviction(redis);
  } catch (cause) {
    redis.disconnect();
    // "Connection is closed" is all that ioredis throws; why it is was an event.
    const why = lost !== "" ? lost : cause instanceof Error ? cause.message : String(cause);
    // The sentence has all that is known: without a cause, whoever starts us prints it alone.
    throw new Error(`REDIS_URL: no usable Redis at ${withoutPassword(url)} (${why}).`);
  }
  return redis;
}

/** A store that drops values when it is full would lose state without a word. */
async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info("memory"))?.[1];
  if (policy !== undefined && policy !== "noeviction")
    throw new Error(`its maxmemory-policy is ${policy}, which forgets state when memory is short: set noeviction`);
}

function withoutPassword(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== "") shown.password = "***";
    return shown.href;
  } catch {
    return "an address that is no URL";
  }
}
