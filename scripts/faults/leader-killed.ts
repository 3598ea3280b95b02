import type { Fault } from "./fault.ts";

export const leaderKilled: Fault = {
  name: "leader-killed",
  what: "of three brokers (replication 3, min.insync.replicas 2) the leader of a partition of events is killed with -9",
  runs: { short: 1, long: 40 },
  lastsMs: { short: 2_000, long: 4_000 },
  brokers: 3,
  async inject({ brokers, leaderOf }) {
    const broker = brokers[(await leaderOf("events", 0)) - 1] ?? brokers[0];
    await broker.kill("SIGKILL");
    return () => broker.start();
  },
};
