/** Runs `work` every `intervalMs`, one run at a time; a failure is reported and the next run comes as planned. */
export function repeat(intervalMs: number, work: () => Promise<void>, report: (cause: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(report)
      .finally(() => {
        running = undefined;
      });
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
