// The load generator's thread: its event loop and its garbage are not those of whoever measures beside it.
import { parentPort, workerData } from "node:worker_threads";
import { closedLoop } from "./closed-loop.ts";
import type { LoadOutcome, LoadPlan } from "./load-plan.ts";
import { openLoop } from "./open-loop.ts";

const plan = workerData as LoadPlan;
const before = process.threadCpuUsage();
const { pacerCpuMs, ...outcome } = await (plan.kind === "open" ? openLoop(plan) : closedLoop(plan));
const { user, system } = process.threadCpuUsage(before);
const spentSeconds = plan.warmUpSeconds + outcome.elapsedSeconds;
parentPort?.postMessage({ ...outcome, generatorCores: ((user + system) / 1000 + pacerCpuMs) / 1000 / spentSeconds } satisfies LoadOutcome);
