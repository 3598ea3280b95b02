import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Redis } from "ioredis";
import { redisLink } from "../../packages/adapters/src/redis/redis-link.ts";
import { freePorts } from "../platform/ports.ts";
import { startRedis } from "./redis.ts";

/** A real Redis of one test file, and a connection to it. */
export interface TestRedis {
  readonly url: string;
  readonly folder: string;
  readonly redis: Redis;
  /** kill -9, then the same folder again, with whatever was done to it meanwhile. */
  crash(meanwhile?: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** `args` go over what `startRedis` sets. */
export async function startTestRedis(args: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-redis-"));
  const [port] = (await freePorts(1, "127.0.0.1")) as [number];
  let server = await startRedis({ folder, port, args });
  const redis = (await redisLink(server.address)) as Redis;
  return {
    url: server.address,
    folder,
    redis,
    async crash(meanwhile = () => undefined) {
      const exit = once(server.process, "exit");
      server.process.kill("SIGKILL");
      await exit;
      meanwhile();
      server = await startRedis({ folder, port, args });
    },
    async stop() {
      redis.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
