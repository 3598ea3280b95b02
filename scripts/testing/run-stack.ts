import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beginChild, type ChildPlan } from "../platform/begin-child.ts";
import { openCappedLog } from "../platform/capped-log.ts";
import { generateClient } from "../platform/generate-client.ts";
import { type Home, homeAt, prepareHome } from "../platform/home.ts";
import { LOOPBACK, type PlanInputs, servicePlans, urlOf } from "../platform/plans.ts";
import { freePorts } from "../platform/ports.ts";
import { loadSecrets, type Secrets } from "../platform/secrets.ts";
import { readSettings } from "../platform/settings.ts";
import type { Life } from "../platform/supervise.ts";
import type { Service } from "../services/service.ts";
import { addressVariables, type PlannedServer, planServers, type ServerName } from "../services/stack.ts";
import { type StackProcess, stackProcess } from "./stack-process.ts";

export interface StackOptions {
  /** The real servers to run on; a port whose server is not among them is embedded. */
  readonly servers: readonly ServerName[];
  readonly apis?: number;
  readonly workers?: number;
  /** For api and worker, beside what the platform tells them. */
  readonly env?: Readonly<Record<string, string>>;
  /** With inspectors, for profiles. */
  readonly inspect?: boolean;
}

export interface StackService extends StackProcess {
  /** Its Prometheus figures. */
  readonly metricsUrl: string;
  /** Where its inspector listens, when it was started with one. */
  readonly inspectUrl: string;
}

export interface StackApi extends StackService {
  readonly origin: string;
  readonly internalUrl: string;
}

/** Postgres, real servers, apis and workers of this checkout in a folder of their own: no console, no audience, and nobody who restarts what ends. */
export interface Stack {
  readonly folder: string;
  readonly home: Home;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  /** `KAFKA_BROKERS`, `REDIS_URL`, `QDRANT_URL` of those that run. */
  readonly serverAddresses: Readonly<Record<string, string>>;
  /** The demo tenant, without limits. */
  readonly tenantId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly postgres: StackProcess;
  readonly servers: ReadonlyMap<ServerName, StackProcess>;
  readonly apis: readonly StackApi[];
  readonly workers: readonly StackService[];
  /** From starting api and workers until all serve, stores already up. */
  readonly startMs: number;
  /** Stops everything that still runs and removes the folder. */
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, "../..");
const LOG_BYTES = 20_000_000;
/** One tenant gets everything here: its limits must not be what is seen. */
const NO_LIMIT = 1_000_000;

/** Rejects with nothing left running. */
export async function runStack(options: StackOptions): Promise<Stack> {
  await generateClient(root);
  const folder = mkdtempSync(path.join(tmpdir(), "attune-stack-"));
  const home = homeAt(path.join(folder, "home"));
  prepareHome(home);
  const begun: StackProcess[] = [];
  const begin = async (process: StackProcess): Promise<StackProcess> => {
    begun.push(process);
    await process.start();
    return process;
  };
  const stop = async (): Promise<void> => {
    for (const process of begun.toReversed()) await process.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [postgresPort, redis, kafka, kafkaController, qdrant] = (await freePorts(5, LOOPBACK)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const preferred = { postgres: postgresPort, redis, kafka, kafkaController, qdrant };
    const planned = await planServers(home.services, options.servers, preferred);
    const serverAddresses = addressVariables(planned);
    const database = await import("../platform/start-database.ts");
    let databaseUrl = serverAddresses["DATABASE_URL"] ?? "";
    const embedded = stackProcess("postgres", async () => {
      const life = await database.beginPostgres(home.root);
      databaseUrl = life.url;
      return life;
    });
    const servers = new Map(planned.map((server) => [server.name, serverProcess(server)]));
    const postgres = servers.get("postgres") ?? embedded;
    await Promise.all([...new Set([postgres, ...servers.values()])].map(begin));

    const secrets = loadSecrets(home.secrets);
    const masterKey = Buffer.from(secrets.masterKey, "hex");
    const { seed } = await database.prepareDatabase(databaseUrl, masterKey, {}, {});
    const [tenant] = seed.tenants;
    if (tenant?.newKeys === undefined) throw new Error("a fresh tenant got no keys");
    await liftLimits(databaseUrl, masterKey, tenant.id);

    const settings = readSettings({ ATTUNE_HOME: home.root, LOG_LEVEL: "warn" }, root);
    const services = await planServices({ root, home, settings, secrets, databaseUrl, serverAddresses }, options);
    const startedMs = performance.now();
    await Promise.all([...services.apis, ...services.workers].map(begin));
    const startMs = performance.now() - startedMs;
    const headers = { authorization: `Bearer ${tenant.newKeys.secret}` };
    const stores = { postgres, servers, databaseUrl, serverAddresses };
    return { folder, home, secrets, ...stores, tenantId: tenant.id, headers, ...services, startMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverProcess(planned: PlannedServer): StackProcess {
  return stackProcess(planned.name, async () => lifeOf(await planned.begin({})));
}

function lifeOf({ process: child, stop }: Service): Life {
  const exited = once(child, "exit").then(([code, signal]) => ({ how: String(signal ?? code), complete: false }));
  return { pid: child.pid as number, exited, stop };
}

/** Each service has ports of its own; the workers reach every api. */
async function planServices(
  inputs: Omit<PlanInputs, "addresses">,
  { apis = 1, workers = 1, env = {}, inspect = false }: StackOptions,
): Promise<{ readonly apis: readonly StackApi[]; readonly workers: readonly StackService[] }> {
  const ports = await freePorts(4 * apis + 2 * workers, LOOPBACK);
  const take = () => ports.pop() as number;
  const plansAt = (apiPort: number, internalPort: number, metricsPort: number, workerMetricsPort: number) =>
    servicePlans({ ...inputs, addresses: { apiPort, webPort: 0, internalPort, metricsPort, workerMetricsPort } });
  const serviceOf = (plan: ChildPlan, number: number, metricsPort: number): StackService => {
    const inspectPort = take();
    const name = number === 0 ? plan.name : `${plan.name}-${number + 1}`;
    const flags = inspect ? [`--inspect=${LOOPBACK}:${inspectPort}`, "--inspect-publish-uid=http"] : [];
    const whole = { ...plan, name, args: [...flags, ...plan.args], env: { ...plan.env, ...env } };
    const log = openCappedLog(path.join(inputs.home.logs, `${name}.log`), LOG_BYTES);
    const begin = () => beginChild(whole, log, (line) => console.error(`  ${name}: ${line}`), new AbortController().signal);
    return { ...stackProcess(name, begin), metricsUrl: `${urlOf(metricsPort)}/metrics`, inspectUrl: urlOf(inspectPort) };
  };

  const apiPorts = Array.from({ length: apis }, () => ({ api: take(), internal: take(), metrics: take() }));
  return {
    apis: apiPorts.map(({ api, internal, metrics }, number) => {
      const service = serviceOf(plansAt(api, internal, metrics, 0).api, number, metrics);
      return { ...service, origin: urlOf(api), internalUrl: urlOf(internal) };
    }),
    workers: Array.from({ length: workers }, (_, number) => {
      const metrics = take();
      const { worker } = plansAt(0, 0, 0, metrics);
      const reached = { INTERNAL_API_URL: apiPorts.map(({ internal }) => urlOf(internal)).join(",") };
      return serviceOf({ ...worker, env: { ...worker.env, ...reached } }, number, metrics);
    }),
  };
}

async function liftLimits(url: string, masterKey: Uint8Array, tenantId: string): Promise<void> {
  const { connectApp } = await import("@attune/db/connect");
  const { databaseSettings } = await import("@attune/db/database-settings");
  const { updateTenant } = await import("@attune/db/tenants");
  const app = connectApp(databaseSettings(url, masterKey), 1);
  try {
    await updateTenant(app, tenantId, { limits: { eventsPerSecond: NO_LIMIT, requestsPerSecond: NO_LIMIT } }, { actor: "system:stack" });
  } finally {
    await app.$disconnect();
  }
}
