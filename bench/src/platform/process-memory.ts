import { readFileSync } from "node:fs";

export interface ProcessMemory {
  readonly rssBytes: number;
  /** Without pages of mapped files, which the system takes back when it needs them. */
  readonly ownBytes: number;
}

/** Of a running process; `undefined` where there is no /proc. */
export function processMemory(pid: number): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
    return { rssBytes: bytesOf("VmRSS"), ownBytes: bytesOf("RssAnon") };
  } catch {
    return undefined;
  }
}

/** CPU seconds that a process took so far; `undefined` where there is no /proc. */
export function processCpuSeconds(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
