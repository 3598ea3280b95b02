import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

const HALTED_MS = 150;
const GOING_MS = 50;

export const redisSlow: Fault = {
  name: "redis-slow",
  what: "Redis halts for 150 ms in every 200",
  runs: { short: 1, long: 80 },
  lastsMs: { short: 2_000, long: 3_000 },
  degrades: /^(state|standing|items)_(unavailable|late)$/,
  async inject({ server }) {
    const redis = server("redis");
    const healing = new AbortController();
    const halting = (async () => {
      while (!healing.signal.aborted) {
        await redis.kill("SIGSTOP");
        await pause(HALTED_MS);
        await redis.kill("SIGCONT");
        await pause(GOING_MS);
      }
    })();
    return async () => {
      healing.abort();
      await halting;
    };
  },
};
