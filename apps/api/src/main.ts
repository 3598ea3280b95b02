import { once } from "node:events";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { buildApp } from "./app.ts";
import { buildCollaborators } from "./collaborators.ts";
import { compose } from "./compose.ts";
import { readEnv } from "./env.ts";
import { buildInternalApp } from "./internal/internal-app.ts";
import { metricsListener } from "./metrics/metrics-listener.ts";

async function main(): Promise<void> {
  const env = readEnv();
  const logger = pino({ level: env.LOG_LEVEL, base: { process: "api" } }) as FastifyBaseLogger;
  const composition = await compose(env, logger);
  const collaborators = buildCollaborators(composition.ports, composition.settings);
  const app = await buildApp(collaborators, logger);
  const internal = buildInternalApp(collaborators, logger);
  const metrics = metricsListener(collaborators.metrics.registry);

  // From the beginning, so that whoever starts us can ask what is still missing.
  await app.listen({ host: env.API_HOST, port: env.API_PORT });
  await internal.listen({ host: env.INTERNAL_HOST, port: env.INTERNAL_PORT });
  metrics.listen(env.METRICS_PORT, env.METRICS_HOST);
  await once(metrics, "listening");
  await collaborators.start();
  logger.info({ address: app.server.address() }, "ready");
  process.send?.({ type: "ready" });

  const stopped = Promise.withResolvers<string>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopped.resolve(signal));
  process.once("disconnect", () => stopped.resolve("the supervisor is gone"));
  logger.info({ reason: await stopped.promise }, "stopping");

  // 1 no new requests, those under way are answered; 2 impressions that wait are appended; 3 stores are closed.
  metrics.close();
  await Promise.all([app.close(), internal.close()]);
  await collaborators.stop();
  await composition.close();
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? (error.cause === undefined ? error.message : error) : error);
    process.exit(1);
  },
);
