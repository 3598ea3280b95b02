import { type FSWatcher, watch } from "node:fs";
import type { LogTopic } from "./log-topic.ts";

/** Between two looks where file changes are reported: only for an appender that was killed between its commit and its announcement. */
const WATCHED_POLL_MS = 25;
/** Between two looks where they are not: while something grew within the last second, and otherwise. */
const BUSY_POLL_MS = 1;
const IDLE_POLL_MS = 4;
const BUSY_FOR_MS = 1_000;

interface Waiter {
  readonly partition: number;
  readonly offset: number;
  resolve(): void;
}

/**
 * Learns of records that any process appended. LMDB tells nobody, so an appender touches the topic's `tail` file after its commit, and here
 * that file is watched. A touch is only a hint to look: what is there is decided by what LMDB has committed. One timer per process looks
 * in any case; without watching (no inotify left, a network folder) it looks every 1 to 4 ms instead.
 */
export function tailWatch() {
  const waiters = new Map<LogTopic, Set<Waiter>>();
  const watchers = new Map<LogTopic, FSWatcher | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let busyUntilMs = 0;

  const look = (topic: LogTopic): void => {
    const waiting = waiters.get(topic);
    if (waiting === undefined) return;
    const ends = topic.ends();
    for (const waiter of waiting) {
      if ((ends[waiter.partition]?.end ?? 0) <= waiter.offset) continue;
      busyUntilMs = performance.now() + BUSY_FOR_MS;
      waiter.resolve();
    }
  };
  const startWatching = (topic: LogTopic): FSWatcher | undefined => {
    try {
      const watcher = watch(topic.tailFile, { persistent: false }, () => look(topic));
      watcher.on("error", () => {
        watcher.close();
        watchers.set(topic, undefined);
      });
      return watcher;
    } catch {
      return undefined;
    }
  };
  const delayMs = (): number => {
    for (const topic of waiters.keys()) {
      if (watchers.get(topic) === undefined) return performance.now() < busyUntilMs ? BUSY_POLL_MS : IDLE_POLL_MS;
    }
    return WATCHED_POLL_MS;
  };
  const schedule = (): void => {
    if (timer !== undefined || waiters.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      for (const topic of Array.from(waiters.keys())) look(topic); // a copy: looking changes the waiters
      schedule();
    }, delayMs());
  };

  return {
    /** Looks at once, for what this process itself appended. */
    look,

    grown: (topic: LogTopic, partition: number, offset: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const waiting = waiters.get(topic) ?? new Set();
        const done = () => {
          waiting.delete(waiter);
          if (waiting.size === 0) waiters.delete(topic);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const waiter: Waiter = { partition, offset, resolve: done };
        const isFirst = !watchers.has(topic);
        if (isFirst) watchers.set(topic, startWatching(topic));
        waiters.set(topic, waiting.add(waiter));
        signal.addEventListener("abort", done, { once: true });
        // What was appended before the watcher began was reported to nobody.
        if (isFirst) look(topic);
        schedule();
      }),

    close(): void {
      for (const watcher of watchers.values()) watcher?.close();
    },
  };
}
