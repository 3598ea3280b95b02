import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * A process of a test's own, to be killed by it. It ends with the test's process, because its channel closes then (`endWithParent`).
 * `kill` answers the complete lines it had printed; it rejects when the process had ended by itself.
 */
export function startChild(script: string, ...args: string[]) {
  const child = fork(script, args, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let output = "";
  const spoke = Promise.withResolvers<void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    spoke.resolve();
  });
  const closed = once(child, "close").then(([code, signal]) => {
    if (signal !== "SIGKILL") throw new Error(`${args.join(" ")} ended by itself with ${code ?? signal}`);
  });
  closed.catch(spoke.reject);
  spoke.promise.catch(() => undefined);
  return {
    /** Resolves with its first output. */
    spoke: spoke.promise,
    async kill(): Promise<string[]> {
      child.kill("SIGKILL");
      await closed;
      // What the kill cut off in the middle of a line was not said to anybody.
      return output.split("\n").slice(0, -1);
    },
  };
}

export function endWithParent(): void {
  process.on("disconnect", () => process.exit());
}
