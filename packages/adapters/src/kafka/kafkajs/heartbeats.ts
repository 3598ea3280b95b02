import { HEARTBEAT_MS } from "../kafka-client.ts";

/** Beats while a batch is worked on: two workers would otherwise throw each other out during long ones. */
export function heartbeats(heartbeat: () => Promise<void>) {
  let failure: Error | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((cause: unknown) => {
      failure = cause instanceof Error ? cause : new Error(String(cause));
    });
  }, HEARTBEAT_MS);
  return {
    /** Throws what a beat was answered with, so that kafkajs joins again. */
    check() {
      if (failure !== undefined) throw failure;
    },
    stop: () => clearInterval(timer),
  };
}
