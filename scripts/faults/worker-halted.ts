import type { Fault } from "./fault.ts";

export const workerHalted: Fault = {
  name: "worker-halted",
  what: "a worker is halted past its session and wakes up as a zombie, while the other one owns its partitions",
  runs: { short: 1, long: 20 },
  lastsMs: { short: 8_000, long: 12_000 },
  async inject({ anyOf, runningWorkers, keeper }) {
    const worker = anyOf(runningWorkers());
    keeper.leave(worker);
    await worker.kill("SIGSTOP");
    return async () => {
      await worker.kill("SIGCONT");
      keeper.mind(worker);
    };
  },
};
