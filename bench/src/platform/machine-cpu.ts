import { readFileSync } from "node:fs";

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
const NOT_AT_WORK = new Set([3, 4]);

/** CPU seconds that all programs of the machine have had, and what others took of a virtual one; `undefined` where there is no /proc. */
export function machineCpuSeconds(): number | undefined {
  try {
    const [total = ""] = readFileSync("/proc/stat", "utf8").split("\n");
    const ticks = total.trim().split(/\s+/).slice(1, 9).map(Number);
    return ticks.reduce((sum, each, i) => sum + (NOT_AT_WORK.has(i) ? 0 : each), 0) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
