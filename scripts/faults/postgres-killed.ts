import type { Fault } from "./fault.ts";

export const postgresKilled: Fault = {
  name: "postgres-killed",
  what: "kill -9 of Postgres: the data plane goes on with the last known configuration",
  runs: { short: 1, long: 130 },
  lastsMs: { short: 1_000, long: 2_000 },
  async inject({ stack }) {
    await stack.postgres.kill("SIGKILL");
    return () => stack.postgres.start();
  },
};
