import { createServer } from "node:http";
import { pino } from "pino";
import { compose } from "./compose.ts";
import { readEnv } from "./env.ts";
import { startWorker } from "./worker.ts";

const env = readEnv();
const logger = pino({ level: env.LOG_LEVEL, name: "stream-worker" });
const ports = await compose(env, logger);
const worker = await startWorker(ports);

const { registry } = ports.counters;
const metrics = createServer((_, response) => {
  void registry.metrics().then((text) => response.setHeader("content-type", registry.contentType).end(text));
});
metrics.listen(env.WORKER_METRICS_PORT, "127.0.0.1");

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  metrics.close();
  await worker.stop();
  await ports.close();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
process.on("disconnect", () => void stop(0)); // the supervisor is gone: nobody would restart or stop us
worker.finished.catch((cause: unknown) => {
  logger.fatal({ err: cause }, "a lane failed");
  process.exit(1);
});

process.send?.({ type: "ready" });
logger.info("folding");
