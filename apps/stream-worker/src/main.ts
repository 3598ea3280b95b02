import { createServer } from "node:http";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { readEnv } from "./env.ts";
import { startWorker } from "./worker.ts";

const LEAVE_WITHIN_MS = 2_000;

async function main(): Promise<void> {
  const env = readEnv();
  const logger = pino({ level: env.LOG_LEVEL, name: "stream-worker" });
  const ports = await compose(env, logger);
  const worker = await startWorker(ports);

  const { registry } = ports.counters;
  const metrics = createServer((_, response) => {
    void registry.metrics().then((text) => response.setHeader("content-type", registry.contentType).end(text));
  });
  metrics.listen(env.WORKER_METRICS_PORT, env.METRICS_HOST);

  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    metrics.close();
    await worker.stop();
    await ports.close();
    process.exit(code);
  };

  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
  process.on("disconnect", () => void stop(0)); // the supervisor is gone: nobody would restart or stop us
  worker.finished.catch((cause: unknown) => {
    logger.fatal({ err: cause }, "a lane failed");
    // Whoever leaves its groups is not waited for by the next worker; a store that hangs must not keep us from ending.
    setTimeout(() => process.exit(1), LEAVE_WITHIN_MS);
    stop(1).catch(() => process.exit(1));
  });

  process.send?.({ type: "ready" });
  logger.info("folding");
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.cause === undefined ? error.message : error) : error);
  process.exit(1);
});
