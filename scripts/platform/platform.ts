// The whole platform in one folder: what is started, in which order, and how it ends.
import { beginChild, type ChildPlan } from "./begin-child.ts";
import { openCappedLog } from "./capped-log.ts";
import type { Crowd } from "./crowd.ts";
import { type Demo, removeDemo, writeDemo } from "./demo-file.ts";
import type { Home } from "./home.ts";
import type { Journal } from "./journal.ts";
import type { NamedPerson } from "./personas-of.ts";
import { type Addresses, crowdPlan, type PlanInputs, servicePlans, urlOf } from "./plans.ts";
import { type Secrets, saveSecrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import { step } from "./step.ts";
import { type Life, type Supervised, type Surroundings, supervise } from "./supervise.ts";
import { type SupervisorRecord, writeSupervisor } from "./supervisor-file.ts";

export interface PlatformOptions {
  readonly root: string;
  readonly home: Home;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly addresses: Addresses;
  readonly crowd: Crowd;
  readonly personas: readonly NamedPerson[] | undefined;
  readonly journal: Journal;
  readonly supervisor: SupervisorRecord;
  /** Aborting it stops a start that is under way. */
  readonly signal: AbortSignal;
}

export interface Platform {
  readonly demo: Demo;
  stop(): Promise<void>;
}

const LOG_BYTES = 5_000_000;
const FIRST_RESTART_MS = 250;
const DRAIN_MS = 6000;
const DATABASE_STOP_MS = 2000;

/** Resolves when everything serves and `demo.json` is written. Rejects with nothing left running. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { home, settings, addresses, journal, signal } = options;
  /** In the order in which they were started; stopped in the reverse order, so that nobody loses what it stands on. */
  const running: Supervised[] = [];
  /** Ends what is still starting when something beside it failed. */
  const abandoned = new AbortController();
  let demo: Demo | undefined;
  let stopped = false;

  const publish = () => {
    if (stopped) return;
    const processes = running.map((one) => ({ name: one.name, pid: one.pid(), ready: one.ready(), restarts: one.restarts() }));
    writeSupervisor(home.supervisor, { ...options.supervisor, ...addressesOf(addresses), processes });
    if (demo === undefined) return;
    const pids = Object.fromEntries(processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])));
    if (processes.every(({ ready }) => ready)) writeDemo(home.demo, { ...demo, pids: { supervisor: options.supervisor.pid, ...pids } });
    else removeDemo(home.demo);
  };
  const around: Surroundings = {
    note: (process, message) => {
      journal.note(process, message);
      if (!stopped) console.error(`  ${process} ${message}`);
    },
    changed: publish,
    firstRestartMs: FIRST_RESTART_MS,
  };
  const keep = async (name: string, begin: (signal: AbortSignal) => Promise<Life>) => {
    const one = await supervise(name, (inner) => begin(AbortSignal.any([inner, signal, abandoned.signal])), around);
    running.push(one);
    publish();
  };
  const keepChild = (plan: ChildPlan) => {
    const log = openCappedLog(`${home.logs}/${plan.name}.log`, LOG_BYTES);
    const echo = limitedEcho(plan.name);
    return keep(plan.name, (inner) => beginChild(plan, log, echo, inner));
  };
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    removeDemo(home.demo);
    const database = running.find(({ name }) => name === "postgres");
    const children = running.filter((one) => one !== database);
    const crowd = children.filter((one) => one.name === "audience" || one.name === "import");
    await Promise.all(crowd.map((one) => one.stop(DRAIN_MS / 4)));
    await Promise.all(children.filter((one) => !crowd.includes(one)).map((one) => one.stop(DRAIN_MS)));
    await database?.stop(DATABASE_STOP_MS);
  };

  try {
    removeDemo(home.demo);
    const { beginPostgres, prepareDatabase } = await import("./start-database.ts");
    let databaseUrl = settings.DATABASE_URL ?? "";
    const beginEmbedded = async () => {
      const life = await beginPostgres(home.root);
      databaseUrl = life.url;
      return life;
    };
    if (databaseUrl === "")
      await step(
        "starting Postgres",
        () => keep("postgres", beginEmbedded),
        () => "Postgres started",
      );
    signal.throwIfAborted();
    const { seed } = await step(
      "migrating",
      () => prepareDatabase(databaseUrl, Buffer.from(options.secrets.masterKey, "hex"), options.secrets.demoKeys, options.personas),
      ({ migrations, seed: { newKeys } }) =>
        `database at its newest (${migrations.length} migrations applied${newKeys === undefined ? "" : ", demo tenant made"})`,
    );
    const keys = seed.newKeys ?? options.secrets.demoKeys;
    if (keys === undefined) throw new Error("the demo tenant has no keys");
    const secrets = { ...options.secrets, demoKeys: keys };
    saveSecrets(home.secrets, secrets);
    signal.throwIfAborted();

    const inputs: PlanInputs = { root: options.root, home, settings, secrets, addresses, databaseUrl };
    const plans = servicePlans(inputs);
    const starts = [plans.api, plans.worker, plans.web].map(keepChild);
    await step(
      "starting api, worker and console",
      () => allOrAbandon(starts, abandoned),
      () => "api, worker and console serve",
    );
    if (options.crowd !== "none") await keepChild(crowdPlan(inputs, options.crowd, keys));
    demo = {
      ...addressesOf(addresses),
      tenant: { id: seed.tenant.id, slug: seed.tenant.slug },
      keys,
      users: seed.users.map(({ email, password, role }) => ({ email, password, role })),
      pids: {},
    };
    publish();
    journal.note("supervisor", "the platform is ready");
    return { demo, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Rejects with the first failure, after the others have ended. */
async function allOrAbandon(starts: readonly Promise<void>[], abandoned: AbortController): Promise<void> {
  try {
    await Promise.all(starts);
  } catch (error) {
    abandoned.abort();
    await Promise.allSettled(starts);
    throw error;
  }
}

function addressesOf({ apiPort, webPort, metricsPort, workerMetricsPort }: Addresses) {
  return {
    apiUrl: urlOf(apiPort),
    consoleUrl: urlOf(webPort),
    metricsUrl: `${urlOf(metricsPort)}/metrics`,
    workerMetricsUrl: `${urlOf(workerMetricsPort)}/metrics`,
  };
}

const ECHO_LINES = 10;
const ECHO_WINDOW_MS = 10_000;

/** A child that fails in a loop must not drown the terminal; all of it is in its log. */
function limitedEcho(name: string): (line: string) => void {
  let windowStart = performance.now();
  let lines = 0;
  return (line) => {
    if (performance.now() - windowStart > ECHO_WINDOW_MS) {
      windowStart = performance.now();
      lines = 0;
    }
    lines += 1;
    if (lines <= ECHO_LINES) console.error(`  ${name}: ${line.slice(0, 500)}`);
    else if (lines === ECHO_LINES + 1) console.error(`  ${name}: more of it in logs/${name}.log`);
  };
}
