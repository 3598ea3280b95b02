// A platform for measuring: Postgres, api and worker of this checkout in a folder of their own, without console and audience.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beginChild, type ChildPlan } from "../../../scripts/platform/begin-child.ts";
import { openCappedLog } from "../../../scripts/platform/capped-log.ts";
import { generateClient } from "../../../scripts/platform/generate-client.ts";
import { homeAt, prepareHome } from "../../../scripts/platform/home.ts";
import { LOOPBACK, servicePlans, urlOf } from "../../../scripts/platform/plans.ts";
import { freePorts } from "../../../scripts/platform/ports.ts";
import { loadSecrets } from "../../../scripts/platform/secrets.ts";
import { readSettings } from "../../../scripts/platform/settings.ts";
import type { Life } from "../../../scripts/platform/supervise.ts";
import { foldProgress } from "./fold-progress.ts";

export interface BenchPlatform {
  readonly origin: string;
  readonly tenantId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly folder: string;
  /** From spawning api and worker until both serve, database already up. */
  readonly startMs: number;
  readonly progress: ReturnType<typeof foldProgress>;
  readonly api: BenchProcess;
  readonly worker: BenchProcess;
  stop(): Promise<void>;
}

export interface BenchProcess {
  pid(): number;
  /** Where its inspector listens, when it was started with one. */
  readonly inspectUrl: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, "../../..");
const LOG_BYTES = 20_000_000;
const STOP_MS = 15_000;
/** One tenant gets everything here: its limits must not be what is measured. */
const NO_LIMIT = 1_000_000;

/** Rejects with nothing left running. */
export async function startBenchPlatform({ inspect }: { readonly inspect: boolean }): Promise<BenchPlatform> {
  await generateClient(root);
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-"));
  const home = homeAt(path.join(folder, "home"));
  prepareHome(home);
  const ports = await freePorts(7, LOOPBACK);
  const [apiPort, webPort, internalPort, metricsPort, workerMetricsPort, apiInspectPort, workerInspectPort] = ports as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const addresses = { apiPort, webPort, internalPort, metricsPort, workerMetricsPort };
  const settings = readSettings({ ATTUNE_HOME: home.root, LOG_LEVEL: "warn" }, root);
  const database = await import("../../../scripts/platform/start-database.ts");
  const postgres = await database.beginPostgres(home.root);
  const running: { stop(): Promise<void> }[] = [{ stop: () => postgres.stop(5000) }];
  const stopAll = async () => {
    for (const one of running.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const secrets = loadSecrets(home.secrets);
    const masterKey = Buffer.from(secrets.masterKey, "hex");
    const { seed } = await database.prepareDatabase(postgres.url, masterKey, {}, {});
    const [tenant] = seed.tenants;
    if (tenant?.newKeys === undefined) throw new Error("a fresh tenant got no keys");
    await liftLimits(postgres.url, masterKey, tenant.id);
    const plans = servicePlans({ root, home, settings, secrets, addresses, databaseUrl: postgres.url, serverAddresses: {} });
    const api = benchProcess(plans.api, home.logs, apiInspectPort, inspect);
    const worker = benchProcess(plans.worker, home.logs, workerInspectPort, inspect);
    running.push(worker, api);
    const startedMs = performance.now();
    await Promise.all([api.start(), worker.start()]);
    const startMs = performance.now() - startedMs;
    const progress = foldProgress(home.data);
    running.push({ stop: () => progress.close() });
    const headers = { authorization: `Bearer ${tenant.newKeys.secret}` };
    return { origin: urlOf(apiPort), tenantId: tenant.id, headers, folder, startMs, progress, api, worker, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function benchProcess(plan: ChildPlan, logs: string, inspectPort: number, inspect: boolean): BenchProcess {
  const log = openCappedLog(path.join(logs, `${plan.name}.log`), LOG_BYTES);
  const args = [...(inspect ? [`--inspect=${LOOPBACK}:${inspectPort}`, "--inspect-publish-uid=http"] : []), ...plan.args];
  let life: Life | undefined;
  return {
    inspectUrl: urlOf(inspectPort),
    pid() {
      if (life === undefined) throw new Error(`${plan.name} does not run`);
      return life.pid;
    },
    async start() {
      const echo = (line: string) => console.error(`  ${plan.name}: ${line}`);
      life = await beginChild({ ...plan, args }, log, echo, new AbortController().signal);
    },
    async stop() {
      await life?.stop(STOP_MS);
      life = undefined;
    },
  };
}

async function liftLimits(url: string, masterKey: Uint8Array, tenantId: string): Promise<void> {
  const { connectApp } = await import("@attune/db/connect");
  const { databaseSettings } = await import("@attune/db/database-settings");
  const { updateTenant } = await import("@attune/db/tenants");
  const app = connectApp(databaseSettings(url, masterKey), 1);
  try {
    await updateTenant(app, tenantId, { limits: { eventsPerSecond: NO_LIMIT, requestsPerSecond: NO_LIMIT } }, { actor: "system:bench" });
  } finally {
    await app.$disconnect();
  }
}
