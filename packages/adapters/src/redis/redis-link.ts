import { Cluster, Redis } from "ioredis";

/** One Redis, or a Redis Cluster. Commands are the same; what differs is which keys one command may name (`read-by-tag.ts`). */
export type RedisLink = Redis | Cluster;

/**
 * A connection to Redis at `redis://[user:password@]host:port[/db]` or `rediss://…`; several addresses of one cluster come with commas, and the first that answers
 * tells the others. Commands wait a second for their answer and are tried again once after a lost connection; while Redis is away they fail at once instead of piling
 * up, because every caller has an answer without it.
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
export async function redisLink(urls: string, options: RedisLinkOptions = {}): Promise<RedisLink> {
  const problems: string[] = [];
  for (const url of urls.split(",").map((one) => one.trim())) {
    try {
      return await linkAt(url, options);
    } catch (cause) {
      problems.push(`no usable Redis at ${withoutPassword(url)} (${cause instanceof Error ? cause.message : String(cause)})`);
    }
  }
  // The sentence has all that is known: without a cause, whoever starts us prints it alone.
  throw new Error(`REDIS_URL: ${problems.join("; ")}.`);
}

async function linkAt(url: string, options: RedisLinkOptions): Promise<RedisLink> {
  const waits = reconnecting(options);
  const redis = new Redis(url, {
    ...perCommand(options),
    lazyConnect: true,
    enableOfflineQueue: waits.queues,
    retryStrategy: waits.afterMs,
  });
  const link = reporting(redis, options.report);
  try {
    await redis.connect();
    await refuseEviction(redis);
    if (!/^cluster_enabled:1/m.test(await redis.info("cluster"))) return redis;
  } catch (cause) {
    redis.disconnect();
    throw link.whyOf(cause);
  }
  redis.disconnect();
  return clusterLink(redis, options);
}

/** The node that was asked becomes the first that is known of the cluster. */
async function clusterLink({ options: seed }: Redis, options: RedisLinkOptions): Promise<Cluster> {
  const waits = reconnecting(options);
  const { host, port, username, password, tls } = seed;
  const redisOptions = {
    ...perCommand(options),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  };
  const cluster = new Cluster([{ host: host as string, port: port as number }], {
    redisOptions,
    lazyConnect: true,
    enableOfflineQueue: waits.queues,
    clusterRetryStrategy: waits.afterMs,
    slotsRefreshTimeout: ANSWER_MS,
    // Some of the nodes may be new to us since their master failed.
    slotsRefreshInterval: 5_000,
  });
  const link = reporting(cluster, options.report);
  try {
    await cluster.connect();
    for (const node of cluster.nodes("master")) await refuseEviction(node);
    return cluster;
  } catch (cause) {
    cluster.disconnect();
    throw link.whyOf(cause);
  }
}

function perCommand({ patienceMs }: RedisLinkOptions) {
  return {
    enableAutoPipelining: false,
    maxRetriesPerRequest: patienceMs === undefined ? 1 : null,
    connectTimeout: 2_000,
    commandTimeout: patienceMs ?? ANSWER_MS,
  };
}

function reconnecting({ patienceMs }: RedisLinkOptions) {
  return { queues: patienceMs !== undefined, afterMs: (attempt: number) => Math.min(RECONNECT_MOST_MS, 20 * 2 ** attempt) };
}

/** Reports a problem once until the connection is ready again. "Connection is closed" is all that ioredis throws; why it is was an event. */
function reporting(redis: RedisLink, report: (problem: string) => void = () => undefined): { whyOf(cause: unknown): Error } {
  let lost = "";
  redis.on("error", (error: Error) => {
    if (error.message !== lost) report(`Redis: ${error.message}`);
    lost = error.message;
  });
  redis.on("ready", () => {
    lost = "";
  });
  return { whyOf: (cause) => new Error(lost !== "" ? lost : cause instanceof Error ? cause.message : String(cause)) };
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
