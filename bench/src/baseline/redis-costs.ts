import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { Redis } from "ioredis";
import { overhearRedis } from "./overhear-redis.ts";

const ROUNDS = 300;

export interface RedisCosts {
  /** One MGET of the keys that one of the product's reads named. */
  readonly read: LatencySketch;
  readonly keysPerRead: number;
  readonly bytesPerRead: number;
  readonly readsPerRequest: number;
}

/**
 * What Redis itself takes, idle, for the very reads that the platform does for `requests` requests: they are overheard (MONITOR) while `ask` runs and
 * then repeated one after the other.
 */
export async function redisCosts(url: string, requests: number, ask: () => Promise<void>): Promise<RedisCosts> {
  const redis = new Redis(url);
  const heard = await overhearRedis(url);
  try {
    await ask();
    heard.stop();
    const reads = heard.commands.filter(([command]) => command?.toLowerCase() === "mget").map(([, ...keys]) => keys);
    if (reads.length === 0) throw new Error("the platform answered without reading anything from Redis");
    const read = new LatencySketch();
    let bytes = 0;
    for (let i = 0; i < ROUNDS; i++) {
      const keys = reads[i % reads.length] as string[];
      const startMs = performance.now();
      const values = await redis.mgetBuffer(keys);
      read.add(performance.now() - startMs);
      bytes += values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    }
    return {
      read,
      keysPerRead: reads.reduce((sum, keys) => sum + keys.length, 0) / reads.length,
      bytesPerRead: bytes / ROUNDS,
      readsPerRequest: reads.length / requests,
    };
  } finally {
    heard.stop();
    redis.disconnect();
  }
}
