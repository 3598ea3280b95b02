import { setTimeout as pause } from "node:timers/promises";
import type { StackProcess } from "../../testing/stack-process.ts";

/** What an orchestrator does: starts again what ended, after a pause. */
export interface Keeper {
  /** Not this one for now. */
  leave(process: StackProcess): void;
  mind(process: StackProcess): void;
  /** How often each was started again. */
  restarts(): number;
  stop(): Promise<void>;
}

const LOOK_MS = 50;
const BETWEEN_STARTS_MS = 300;

export function keepRunning(processes: readonly StackProcess[]): Keeper {
  const left = new Set<StackProcess>();
  let stopped = false;
  let restarts = 0;
  const loops = processes.map(async (process) => {
    while (!stopped) {
      if (process.running() || left.has(process)) await pause(LOOK_MS);
      else {
        restarts += 1;
        const started = await process.start().then(
          () => true,
          () => false,
        );
        if (!started) await pause(BETWEEN_STARTS_MS);
      }
    }
  });
  return {
    leave: (process) => void left.add(process),
    mind: (process) => void left.delete(process),
    restarts: () => restarts,
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}
