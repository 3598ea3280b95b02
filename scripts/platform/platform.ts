// The whole platform in one folder: what is started, in which order, and how it ends.
import { addressVariables, type PlannedServer } from "../services/stack.ts";
import { beginChild, type ChildPlan } from "./begin-child.ts";
import { beginServer } from "./begin-server.ts";
import { openCappedLog } from "./capped-log.ts";
import type { Crowd } from "./crowd.ts";
import { type Demo, type DemoKeys, removeDemo, writeDemo } from "./demo-file.ts";
import type { Home } from "./home.ts";
import type { Journal } from "./journal.ts";
import type { PersonasByTenant } from "./personas-of.ts";
import { type Addresses, bookShopPlan, crowdPlan, type PlanInputs, servicePlans, urlOf } from "./plans.ts";
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
  readonly personas: PersonasByTenant;
  readonly journal: Journal;
  readonly supervisor: SupervisorRecord;
  /** Real servers to start for the platform; what is not among them is embedded, or named by its variable. */
  readonly servers: readonly PlannedServer[];
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
const STORE_STOP_MS = 2000;
const MUSIC_SHOP = "tempo";
const BOOK_SHOP = "folio";
/** Who uses the platform from outside: they leave first. */
const CROWD = ["audience", "import", "book-shop"];

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
    writeSupervisor(home.supervisor, {
      ...options.supervisor,
      ...addressesOf(addresses),
      internalUrl: urlOf(addresses.internalPort),
      processes,
    });
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
    const stores = running.filter(({ name }) => name === "postgres" || options.servers.some((server) => server.name === name));
    const children = running.filter((one) => !stores.includes(one));
    const crowd = children.filter((one) => CROWD.includes(one.name));
    await Promise.all(crowd.map((one) => one.stop(DRAIN_MS / 4)));
    await Promise.all(children.filter((one) => !crowd.includes(one)).map((one) => one.stop(DRAIN_MS)));
    await Promise.all(stores.map((one) => one.stop(STORE_STOP_MS)));
  };

  try {
    removeDemo(home.demo);
    const { beginPostgres, prepareDatabase } = await import("./start-database.ts");
    const serverAddresses = addressVariables(options.servers);
    let databaseUrl = process.env["DATABASE_URL"] || serverAddresses["DATABASE_URL"] || "";
    const beginEmbedded = async () => {
      const life = await beginPostgres(home.root);
      databaseUrl = life.url;
      return life;
    };
    const servers = options.servers.map((server) => ({ name: server.name, start: () => keep(server.name, beginServer(server)) }));
    const stores = databaseUrl === "" ? [{ name: "Postgres", start: () => keep("postgres", beginEmbedded) }, ...servers] : servers;
    const names = stores.map(({ name }) => name).join(", ");
    if (stores.length > 0)
      await step(
        `starting ${names}`,
        () =>
          allOrAbandon(
            stores.map(({ start }) => start()),
            abandoned,
          ),
        () => `${names} started`,
      );
    signal.throwIfAborted();
    const { demoKeys, moreDemoKeys } = options.secrets;
    const knownKeys: Readonly<Record<string, DemoKeys | undefined>> = { ...moreDemoKeys, [MUSIC_SHOP]: demoKeys };
    const { seed } = await step(
      "migrating",
      () => prepareDatabase(databaseUrl, Buffer.from(options.secrets.masterKey, "hex"), knownKeys, options.personas),
      ({ migrations, seed: { tenants } }) =>
        `database at its newest (${migrations.length} migrations applied${tenants.some((one) => one.newKeys) ? ", demo tenants made" : ""})`,
    );
    const tenants = seed.tenants.map(({ newKeys, ...tenant }) => ({ ...tenant, keys: theKeys(newKeys ?? knownKeys[tenant.slug]) }));
    const [musicShop, ...others] = tenants;
    if (musicShop === undefined) throw new Error("there is no demo tenant");
    const { keys } = musicShop;
    const secrets = { ...options.secrets, demoKeys: keys, moreDemoKeys: Object.fromEntries(others.map((one) => [one.slug, one.keys])) };
    saveSecrets(home.secrets, secrets);
    signal.throwIfAborted();

    const inputs: PlanInputs = {
      root: options.root,
      home,
      settings,
      secrets,
      addresses,
      databaseUrl,
      serverAddresses,
    };
    const plans = servicePlans(inputs);
    const starts = [plans.api, plans.worker, plans.web].map(keepChild);
    await step(
      "starting api, worker and console",
      () => allOrAbandon(starts, abandoned),
      () => "api, worker and console serve",
    );
    if (options.crowd !== "none") await keepChild(crowdPlan(inputs, options.crowd, keys));
    const bookShop = others.find(({ slug }) => slug === BOOK_SHOP);
    if (options.crowd === "audience" && bookShop !== undefined) await keepChild(bookShopPlan(inputs, bookShop.keys));
    demo = {
      ...addressesOf(addresses),
      tenant: { id: musicShop.id, slug: musicShop.slug },
      keys,
      tenants,
      users: [...seed.users],
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

function theKeys(keys: DemoKeys | undefined): DemoKeys {
  if (keys === undefined) throw new Error("a demo tenant has no keys");
  return keys;
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
