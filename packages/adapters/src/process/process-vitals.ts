import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { TakeVitals } from "@attune/core/ports/process-vitals";

/** The monitor's timer fires this often; what it records contains this pause, so it is taken off again. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;

/** Watches this process's event loop, natively: a hundred samples a second and no JavaScript between two calls. It keeps no process alive. */
export function processVitals(): TakeVitals {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const loopDelayMs = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / NANOSECONDS_PER_MS - RESOLUTION_MS);
    delay.reset();
    return { pid: process.pid, loopDelayMs, busy: utilization, residentBytes: process.memoryUsage.rss() };
  };
}
