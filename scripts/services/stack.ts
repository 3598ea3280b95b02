import path from "node:path";
import { freePorts, portOrFree } from "../platform/ports.ts";
import { startKafka } from "./kafka.ts";
import { startQdrant } from "./qdrant.ts";
import { startRedis } from "./redis.ts";
import type { Service } from "./service.ts";

/** Real servers beside the platform, and what its processes are told of them. */
export interface Stack {
  readonly services: readonly Service[];
  readonly env: Readonly<Record<string, string>>;
  /** All of them, the last started first. */
  stop(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** Away from the servers' own usual ports, where another one may be at home. */
const PREFERRED = { redis: 16_379, kafka: 19_092, kafkaController: 19_093, qdrant: 16_333 } as const;

/** Starts every server whose address is not set already, in folders under `folder`. When one fails, those that were started are stopped. */
export async function startStack(folder: string, given: NodeJS.ProcessEnv): Promise<Stack> {
  const services: Service[] = [];
  const stop = async () => {
    for (const service of services.toReversed()) await service.stop();
  };
  const place = (name: string) => path.join(folder, name);
  const env: Record<string, string> = {};
  const begin = async (variable: string, start: () => Promise<Service>) => {
    if (given[variable] !== undefined && given[variable] !== "") return;
    const service = await start();
    services.push(service);
    env[variable] = service.address;
  };
  try {
    const begun = await Promise.allSettled([
      begin("REDIS_URL", async () => startRedis({ folder: place("redis"), port: await portOrFree(undefined, PREFERRED.redis, LOOPBACK) })),
      begin("KAFKA_BROKERS", async () => {
        const port = await portOrFree(undefined, PREFERRED.kafka, LOOPBACK);
        const [other] = (await freePorts(1, LOOPBACK)) as [number];
        const controllerPort = port === PREFERRED.kafka ? await portOrFree(undefined, PREFERRED.kafkaController, LOOPBACK) : other;
        return startKafka({ folder: place("kafka"), node: { id: 1, port, controllerPort } });
      }),
      begin("QDRANT_URL", async () =>
        startQdrant({ folder: place("qdrant"), port: await portOrFree(undefined, PREFERRED.qdrant, LOOPBACK) }),
      ),
    ]);
    const failed = begun.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return { services, env, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}
