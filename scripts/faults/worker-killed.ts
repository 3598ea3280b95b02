import type { Fault } from "./fault.ts";

export const workerKilled: Fault = {
  name: "worker-killed",
  what: "kill -9 of a worker in the middle of its batches",
  runs: { short: 1, long: 90 },
  lastsMs: { short: 0, long: 0 },
  async inject({ anyOf, runningWorkers, keeper }) {
    const worker = anyOf(runningWorkers());
    keeper.leave(worker);
    await worker.kill("SIGKILL");
    return async () => keeper.mind(worker);
  },
};
