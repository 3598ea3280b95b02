import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** What is lost: about what a replica that was promoted, or a snapshot of the night, lacks. */
const OLDER_BY_MS = 700;

export const redisRolledBack: Fault = {
  name: "redis-rolled-back",
  what: "Redis comes back with an older state of its files, from before the last events and a withdrawal of consent",
  runs: { short: 1, long: 110 },
  lastsMs: { short: 300, long: 300 },
  degrades: /^(state|standing|items)_(unavailable|late)$/,
  async inject({ server, stack, withdrawSomebody }) {
    const redis = server("redis");
    const files = path.join(stack.home.services, "redis/appendonlydir");
    const older = path.join(stack.folder, "older-appendonlydir");
    rmSync(older, { recursive: true, force: true });
    cpSync(files, older, { recursive: true });
    await pause(OLDER_BY_MS);
    await withdrawSomebody();
    await redis.kill("SIGKILL");
    rmSync(files, { recursive: true });
    cpSync(older, files, { recursive: true });
    return () => redis.start();
  },
};
