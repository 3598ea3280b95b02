import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { leaseKey } from "./log-layout.ts";
import type { LogTopic } from "./log-topic.ts";

const RETRY_MS = 100;

interface Holder {
  readonly pid: number;
  /** When that process started: a pid is given again, the pair is not. Empty where the system does not say. */
  readonly started: string;
  readonly token: string;
}

/**
 * Waits until no living process consumes the topic for the group, then holds that right until `release`.
 * The holder is kept in the topic's own environment, so taking over is one transaction; a killed holder is known by its pid being gone.
 * Resolves without the right when the signal aborts.
 */
export async function holdGroupLease(topic: LogTopic, group: string, token: string, signal: AbortSignal): Promise<void> {
  const key = leaseKey(group);
  const mine: Holder = { pid: process.pid, started: startOf(process.pid), token };
  let held = false;
  while (!held && !signal.aborted) {
    if (isFree(topic.value(key), token)) {
      topic.update(key, (stored) => {
        held = isFree(stored, token);
        return held ? Buffer.from(JSON.stringify(mine)) : stored;
      });
    }
    if (!held) await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

export function releaseGroupLease(topic: LogTopic, group: string, token: string): void {
  topic.update(leaseKey(group), (stored) => (stored !== undefined && holderOf(stored).token === token ? undefined : stored));
}

function isFree(stored: Buffer | undefined, token: string): boolean {
  if (stored === undefined) return true;
  const holder = holderOf(stored);
  return holder.token === token || !isAlive(holder);
}

const holderOf = (stored: Buffer): Holder => JSON.parse(stored.toString("utf8")) as Holder;

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return startOf(holder.pid) === holder.started;
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may contain spaces; the start time is the 20th field after it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
