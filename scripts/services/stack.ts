import path from "node:path";
import { freePorts, portOrFree } from "../platform/ports.ts";
import { startKafka } from "./kafka.ts";
import { postgresAddress, startPostgres } from "./postgres.ts";
import { startQdrant } from "./qdrant.ts";
import { startRedis } from "./redis.ts";
import { runningServer, type ServerRecord } from "./server-record.ts";
import type { Service, ServiceLife } from "./service.ts";

/** The servers that stand behind the platform's ports, and the variable that names each to it. */
export const VARIABLES = { postgres: "DATABASE_URL", redis: "REDIS_URL", kafka: "KAFKA_BROKERS", qdrant: "QDRANT_URL" } as const;
export type ServerName = keyof typeof VARIABLES;
export const SERVER_NAMES = Object.keys(VARIABLES) as readonly ServerName[];

/** A server that may be begun, again and again, always at the same address. */
export interface PlannedServer {
  readonly name: ServerName;
  readonly address: string;
  begin(life: ServiceLife): Promise<Service>;
}

const LOOPBACK = "127.0.0.1";
/** Away from the servers' own usual ports, where another one may be at home. */
const PREFERRED = { postgres: 15_432, redis: 16_379, kafka: 19_092, kafkaController: 19_093, qdrant: 16_333 } as const;
export type PreferredPorts = Readonly<Record<keyof typeof PREFERRED, number>>;

/**
 * Chooses ports for the servers of `wanted`; each keeps what it stores in a folder under `folder`. The preferred ports are for people, who look for
 * a server where it was; several stacks of one machine must not meet there.
 */
export function planServers(
  folder: string,
  wanted: readonly ServerName[],
  preferred: PreferredPorts = PREFERRED,
): Promise<readonly PlannedServer[]> {
  return Promise.all(wanted.map((name) => PLANS[name](path.join(folder, name), preferred)));
}

const PLANS: Readonly<Record<ServerName, (folder: string, preferred: PreferredPorts) => Promise<PlannedServer>>> = {
  async postgres(folder, preferred) {
    const port = await portOrFree(undefined, preferred.postgres, LOOPBACK);
    return { name: "postgres", address: postgresAddress({ folder, port }), begin: (life) => startPostgres({ folder, port }, life) };
  },
  async redis(folder, preferred) {
    const port = await portOrFree(undefined, preferred.redis, LOOPBACK);
    return { name: "redis", address: `redis://${LOOPBACK}:${port}`, begin: (life) => startRedis({ folder, port }, life) };
  },
  async kafka(folder, preferred) {
    const port = await portOrFree(undefined, preferred.kafka, LOOPBACK);
    const [other] = (await freePorts(1, LOOPBACK)) as [number];
    const controllerPort = port === preferred.kafka ? await portOrFree(undefined, preferred.kafkaController, LOOPBACK) : other;
    const node = { id: 1, port, controllerPort };
    return { name: "kafka", address: `${LOOPBACK}:${port}`, begin: (life) => startKafka({ folder, node }, life) };
  },
  async qdrant(folder, preferred) {
    const port = await portOrFree(undefined, preferred.qdrant, LOOPBACK);
    return { name: "qdrant", address: `http://${LOOPBACK}:${port}`, begin: (life) => startQdrant({ folder, port }, life) };
  },
};

/** Who runs under `folder` now, begun by whomever. */
export function runningServers(folder: string): ReadonlyMap<ServerName, ServerRecord> {
  const found = SERVER_NAMES.map((name) => [name, runningServer(path.join(folder, name))] as const);
  return new Map(found.filter((one): one is [ServerName, ServerRecord] => one[1] !== undefined));
}

/** The servers whose addresses a person has set; an empty variable is none. */
export function namedServers(env: NodeJS.ProcessEnv): readonly ServerName[] {
  return SERVER_NAMES.filter((name) => (env[VARIABLES[name]] ?? "") !== "");
}

/** What the platform's processes are told of these servers. */
export function addressVariables(
  servers: Iterable<{ readonly name: ServerName; readonly address: string }>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...servers].map(({ name, address }) => [VARIABLES[name], address]));
}
