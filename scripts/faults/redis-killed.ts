import type { Fault } from "./fault.ts";

export const redisKilled: Fault = {
  name: "redis-killed",
  what: "kill -9 of Redis, away for half a second to two",
  runs: { short: 1, long: 130 },
  lastsMs: { short: 500, long: 2_000 },
  degrades: /^(state|standing|items)_(unavailable|late)$/,
  async inject({ server }) {
    const redis = server("redis");
    await redis.kill("SIGKILL");
    return () => redis.start();
  },
};
