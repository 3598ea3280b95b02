// `npm start`: the embedded platform on this machine, supervised until Ctrl-C.
import path from "node:path";
import { banner } from "./platform/banner.ts";
import { buildConsole } from "./platform/build-console.ts";
import { chooseCrowd } from "./platform/crowd.ts";
import { removeDemo } from "./platform/demo-file.ts";
import { sentenceOf } from "./platform/failure.ts";
import { readFlags } from "./platform/flags.ts";
import { forgetState } from "./platform/forget.ts";
import { generateClient } from "./platform/generate-client.ts";
import { homeAt, prepareHome } from "./platform/home.ts";
import { lockHome } from "./platform/home-lock.ts";
import { openJournal } from "./platform/journal.ts";
import { personasOf } from "./platform/personas-of.ts";
import { LOOPBACK } from "./platform/plans.ts";
import { type Platform, startPlatform } from "./platform/platform.ts";
import { assertPortFree, portOrFree } from "./platform/ports.ts";
import { requireServers } from "./platform/require-servers.ts";
import { loadSecrets } from "./platform/secrets.ts";
import { readSettings } from "./platform/settings.ts";
import { step } from "./platform/step.ts";
import { addressVariables, namedServers, type PlannedServer, planServers, runningServers, SERVER_NAMES } from "./services/stack.ts";

const root = path.join(import.meta.dirname, "..");
const stopping = new AbortController();
let platform: Promise<Platform> | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
process.on("disconnect", () => void stop(1)); // boot was killed: nobody is left to stop us
platform = start();
platform.catch((error: unknown) => {
  if (stopping.signal.aborted) return;
  console.error(`\n${sentenceOf(error, "Starting")}\n`);
  process.exit(1);
});

async function start(): Promise<Platform> {
  const startedAtMs = Date.now();
  const flags = readFlags(process.argv.slice(2), process.env.ATTUNE_CALLED_FROM ?? process.cwd());
  const settings = readSettings(process.env, root);
  const home = homeAt(settings.ATTUNE_HOME);
  prepareHome(home);
  const supervisor = { pid: process.pid, startedAtMs, processes: [] };
  const lock = lockHome(home, supervisor);
  process.once("exit", () => lock.release()); // also keeps the lock from being collected, and so released, while we run
  removeDemo(home.demo);
  await assertPortFree(settings.API_PORT, "API_PORT", LOOPBACK);
  await assertPortFree(settings.WEB_PORT, "WEB_PORT", LOOPBACK);
  if (flags.fresh) {
    forgetState(home, namedServers(process.env));
    prepareHome(home);
  }
  const servers = await chooseServers(home.services, flags.services);
  await requireServers(process.env);
  const crowd = chooseCrowd(home, flags);
  const secrets = loadSecrets(home.secrets);
  const journal = openJournal(home.journal, Date.now);

  console.log(`\n  Attune starts in ${home.root}\n`);
  await step(
    "generating the database client",
    () => generateClient(root, stopping.signal),
    (ran) => (ran ? "database client generated" : undefined),
  );
  await step(
    "building the console (once per change)",
    () => buildConsole(root, stopping.signal),
    (ran) => (ran ? "console built" : undefined),
  );
  stopping.signal.throwIfAborted();
  const internalPort = await portOrFree(settings.INTERNAL_PORT, settings.API_PORT + 80, LOOPBACK);
  const metricsPort = await portOrFree(settings.METRICS_PORT, settings.API_PORT + 90, LOOPBACK);
  const workerMetricsPort = await portOrFree(settings.WORKER_METRICS_PORT, settings.API_PORT + 91, LOOPBACK);
  const addresses = { apiPort: settings.API_PORT, webPort: settings.WEB_PORT, internalPort, metricsPort, workerMetricsPort };

  const personas = await personasOf(home);
  const started = await startPlatform({
    root,
    home,
    settings,
    secrets,
    addresses,
    crowd,
    personas,
    journal,
    supervisor,
    servers,
    signal: stopping.signal,
  });
  console.log(banner(started.demo, home.demo, (Date.now() - startedAtMs) / 1000));
  return started;
}

/** Those to start: the ones that neither a variable names nor `npm run services -- up` has started, whose addresses are taken over. */
async function chooseServers(folder: string, wanted: boolean): Promise<readonly PlannedServer[]> {
  if (!wanted) return [];
  const named = namedServers(process.env);
  const found = [...runningServers(folder)].flatMap(([name, { address, outlives }]) => (outlives ? [{ name, address }] : []));
  const taken = found.filter(({ name }) => !named.includes(name));
  Object.assign(process.env, addressVariables(taken));
  return planServers(
    folder,
    SERVER_NAMES.filter((name) => !named.includes(name) && !taken.some((one) => one.name === name)),
  );
}

/** Drains within 10 s whatever runs; a start that is under way is broken off. */
async function stop(exitCode: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  const deadline = setTimeout(() => process.exit(1), 10_000);
  const running = await platform?.catch(() => undefined);
  await running?.stop();
  clearTimeout(deadline);
  process.exit(exitCode);
}
