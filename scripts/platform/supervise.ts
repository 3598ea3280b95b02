import { setTimeout as pause } from "node:timers/promises";

/** One run of a process, from ready to its end. */
export interface Life {
  readonly pid: number;
  readonly exited: Promise<Ending>;
  /** Asks it to end and ends it by force after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface Ending {
  readonly how: string;
  /** It did what it was for and is not to be started again. */
  readonly complete: boolean;
}

export interface Supervised {
  readonly name: string;
  pid(): number | undefined;
  ready(): boolean;
  restarts(): number;
  stop(graceMs: number): Promise<void>;
}

export interface Surroundings {
  note(process: string, message: string): void;
  /** A pid or readiness changed. */
  changed(): void;
  readonly firstRestartMs: number;
}

const LONGEST_RESTART_MS = 10_000;
/** A process that served this long did not die of its own start: the next pause is the short one again. */
const STEADY_AFTER_MS = 30_000;

/**
 * Keeps a process alive: when it ends by itself it is begun again after a pause that doubles, and every ending and return is noted.
 * The first `begin` is the caller's: when it rejects, so does this, and nothing is left running. `begin` must end what it began when its
 * signal aborts.
 */
export async function supervise(name: string, begin: (signal: AbortSignal) => Promise<Life>, around: Surroundings): Promise<Supervised> {
  const stopped = new AbortController();
  let life: Life | undefined = await begin(stopped.signal);
  let complete = false;
  let restarts = 0;
  let restartMs = around.firstRestartMs;

  const live = async (): Promise<void> => {
    while (life !== undefined) {
      around.changed();
      const since = performance.now();
      const ending = await life.exited;
      life = undefined;
      if (stopped.signal.aborted) return;
      complete = ending.complete;
      around.note(name, complete ? "finished" : `ended (${ending.how}); it is started again`);
      around.changed();
      if (complete) return;
      if (performance.now() - since > STEADY_AFTER_MS) restartMs = around.firstRestartMs;
      life = await beginAgain();
      if (life !== undefined) around.note(name, `running again as process ${life.pid}`);
    }
  };

  const beginAgain = async (): Promise<Life | undefined> => {
    while (!stopped.signal.aborted) {
      await pause(restartMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      restartMs = Math.min(LONGEST_RESTART_MS, restartMs * 2);
      if (stopped.signal.aborted) return undefined;
      restarts += 1;
      try {
        return await begin(stopped.signal);
      } catch (error) {
        if (!stopped.signal.aborted) around.note(name, error instanceof Error ? error.message : String(error));
      }
    }
    return undefined;
  };

  const lived = live();
  return {
    name,
    pid: () => life?.pid,
    ready: () => complete || life !== undefined,
    restarts: () => restarts,
    async stop(graceMs) {
      stopped.abort();
      await life?.stop(graceMs);
      await lived;
    },
  };
}
