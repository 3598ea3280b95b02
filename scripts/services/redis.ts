import { mkdirSync } from "node:fs";
import { Redis } from "ioredis";
import { type Service, type ServiceLife, startService } from "./service.ts";

export interface RedisOptions {
  readonly folder: string;
  readonly port: number;
  /** Over what is set here. */
  readonly args?: readonly string[];
}

/** Redis of the distribution, in a folder of its own, every second on disk (`appendfsync everysec`, as it is mostly run). */
export function startRedis({ folder, port, args: more = [] }: RedisOptions, life: ServiceLife = {}): Promise<Service> {
  mkdirSync(folder, { recursive: true });
  return startService(
    {
      name: "redis",
      address: `redis://127.0.0.1:${port}`,
      command: process.env.REDIS_SERVER ?? "redis-server",
      args: [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        "yes",
        "--set-proc-title",
        "no",
        ...more,
      ],
      folder,
      readyWithinMs: 60_000,
      ready: () => answers(port),
      missing: "Redis is missing. Debian: apt-get install redis-server; macOS: brew install redis; or set REDIS_URL to one that runs.",
    },
    life,
  );
}

/** While it loads what is on disk it listens already, and refuses. */
async function answers(port: number): Promise<boolean> {
  const redis = new Redis(port, "127.0.0.1", {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 500,
  });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
