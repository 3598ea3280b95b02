import type { BenchPlatform } from "../platform/bench-platform.ts";
import { type ProcessMemory, processMemory } from "../platform/process-memory.ts";

const EVERY_MS = 1000;

/** Memory of api and worker together, once a second; empty where the system does not tell. */
export function memoryWatch({ api, worker }: BenchPlatform) {
  const samples: (ProcessMemory & { readonly atMs: number })[] = [];
  const look = () => {
    // Whoever needs the one that ended says so; a timer has nobody to tell.
    if (!(api.running() && worker.running())) return;
    const [ofApi, ofWorker] = [processMemory(api.pid()), processMemory(worker.pid())];
    if (ofApi === undefined || ofWorker === undefined) return;
    samples.push({ atMs: performance.now(), rssBytes: ofApi.rssBytes + ofWorker.rssBytes, ownBytes: ofApi.ownBytes + ofWorker.ownBytes });
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return samples;
    },
  };
}
