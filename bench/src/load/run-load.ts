import { Worker } from "node:worker_threads";
import type { LoadOutcome, LoadPlan } from "./load-plan.ts";

const GRACE_MS = 60_000;

/** Runs a plan in a thread of its own. Rejects when the thread failed, or took a minute longer than the plan says. */
export function runLoad(plan: LoadPlan): Promise<LoadOutcome> {
  const thread = new Worker(new URL("./generator.ts", import.meta.url), { workerData: plan });
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => {
        void thread.terminate();
        reject(new Error("the load generator did not come to its end"));
      },
      (plan.warmUpSeconds + plan.seconds) * 1000 + GRACE_MS,
    );
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", (code) => {
      clearTimeout(limit);
      reject(new Error(`the load generator ended with code ${code} before it was done`));
    });
  });
}
