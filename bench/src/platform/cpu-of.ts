import type { BenchPlatform } from "./bench-platform.ts";
import { processCpuSeconds } from "./process-memory.ts";

/** What takes processor time on the way of an event or a recommendation; several apis or workers count as one. */
export const CPU_PLACES = ["api", "worker", "kafka", "redis", "qdrant"] as const;
export type CpuPlace = (typeof CPU_PLACES)[number];
/** Seconds; NaN where the system does not tell, and no entry for a server that does not run. */
export type CpuSeconds = Readonly<Partial<Record<CpuPlace, number>>>;

/** CPU seconds that each process took while `work` ran. Says what things cost even when others use the machine too. */
export async function cpuOf<T>(platform: BenchPlatform, work: () => Promise<T>): Promise<{ result: T; seconds: CpuSeconds }> {
  const before = cpuNow(platform);
  const result = await work();
  const after = cpuNow(platform);
  const spent = [...after].map(([place, seconds]) => [place, seconds - (before.get(place) ?? 0)] as const);
  return { result, seconds: Object.fromEntries(spent) };
}

function cpuNow({ apis, workers, servers }: BenchPlatform): ReadonlyMap<CpuPlace, number> {
  const sums = new Map<CpuPlace, number>();
  for (const place of CPU_PLACES) {
    const server = place === "api" || place === "worker" ? undefined : servers.get(place);
    const processes = place === "api" ? apis : place === "worker" ? workers : server === undefined ? [] : [server];
    const running = processes.filter((process) => process.running());
    if (processes.length > 0)
      sums.set(
        place,
        running.reduce((sum, process) => sum + (processCpuSeconds(process.pid()) ?? Number.NaN), 0),
      );
  }
  return sums;
}
