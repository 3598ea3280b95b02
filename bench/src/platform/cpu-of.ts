import type { BenchPlatform } from "./bench-platform.ts";
import { processCpuSeconds } from "./process-memory.ts";

/** CPU seconds that api and worker took while `work` ran; NaN where the system does not tell. Says what things cost even when others use the machine too. */
export async function cpuOf<T>(
  { api, worker }: BenchPlatform,
  work: () => Promise<T>,
): Promise<{ result: T; apiSeconds: number; workerSeconds: number }> {
  const now = () => [api, worker].map(({ pid }) => processCpuSeconds(pid()) ?? Number.NaN) as [number, number];
  const [apiBefore, workerBefore] = now();
  const result = await work();
  const [apiAfter, workerAfter] = now();
  return { result, apiSeconds: apiAfter - apiBefore, workerSeconds: workerAfter - workerBefore };
}
