import type { Life } from "../platform/supervise.ts";

/** One process of a stack under test: whoever holds it may end it in any way, and bring it back at the same address. Nobody else restarts it. */
export interface StackProcess {
  readonly name: string;
  /** Throws when it does not run. */
  pid(): number;
  running(): boolean;
  /** Sends a signal. Resolves at once, after SIGKILL when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Rejects, with what it said, when it does not become ready. */
  start(): Promise<void>;
  /** Asks it to end, and waits for that. */
  stop(): Promise<void>;
}

const GRACE_MS = 15_000;

export function stackProcess(name: string, begin: () => Promise<Life>): StackProcess {
  let life: Life | undefined;

  const alive = (): Life => {
    if (life === undefined) throw new Error(`${name} does not run`);
    return life;
  };

  return {
    name,
    pid: () => alive().pid,
    running: () => life !== undefined,
    async kill(signal) {
      const { pid, exited } = alive();
      process.kill(pid, signal);
      if (signal === "SIGKILL") await exited;
    },
    async start() {
      if (life !== undefined) throw new Error(`${name} runs already`);
      const begun = await begin();
      life = begun;
      void begun.exited.then(() => {
        if (life === begun) life = undefined;
      });
    },
    async stop() {
      const ending = life;
      if (ending === undefined) return;
      // A process that was halted would not hear that it is to end.
      process.kill(ending.pid, "SIGCONT");
      await ending.stop(GRACE_MS);
    },
  };
}
