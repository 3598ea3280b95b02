import type { Fault } from "./fault.ts";

export const brokerUnreachable: Fault = {
  name: "broker-unreachable",
  what: "the broker is halted for 30 s (4 s in the short form): connections stay open and nothing answers",
  runs: { short: 1, long: 5 },
  lastsMs: { short: 4_000, long: 30_000 },
  async inject({ brokers }) {
    const [broker] = brokers;
    await broker.kill("SIGSTOP");
    return () => broker.kill("SIGCONT");
  },
};
