import type { Fault } from "./fault.ts";

export const brokerKilled: Fault = {
  name: "broker-killed",
  what: "kill -9 of the only broker",
  runs: { short: 1, long: 50 },
  lastsMs: { short: 500, long: 2_000 },
  async inject({ brokers }) {
    const [broker] = brokers;
    await broker.kill("SIGKILL");
    return () => broker.start();
  },
};
