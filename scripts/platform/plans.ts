import path from "node:path";
import type { ChildPlan } from "./begin-child.ts";
import type { DemoKeys } from "./demo-file.ts";
import type { Home } from "./home.ts";
import type { Secrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";

export interface Addresses {
  readonly apiPort: number;
  readonly webPort: number;
  readonly internalPort: number;
  readonly metricsPort: number;
  readonly workerMetricsPort: number;
}

export interface PlanInputs {
  readonly root: string;
  readonly home: Home;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly addresses: Addresses;
  readonly databaseUrl: string;
  /** Where the real servers are that were started for the platform, by variable. */
  readonly serverAddresses: Readonly<Record<string, string>>;
}

export const LOOPBACK = "127.0.0.1";
const START_TIMEOUT_MS = 60_000;

export function urlOf(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/** The programs of the platform. What each is told is decided here and nowhere else. */
export function servicePlans(inputs: PlanInputs): { api: ChildPlan; worker: ChildPlan; web: ChildPlan } {
  const { root, addresses } = inputs;
  const env = environment(inputs);
  const service = { kind: "service", startTimeoutMs: START_TIMEOUT_MS } as const;
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const exitWithSupervisor = path.join(import.meta.dirname, "exit-with-supervisor.ts");
  return {
    api: {
      ...service,
      name: "api",
      args: ["src/main.ts"],
      cwd: path.join(root, "apps/api"),
      env: {
        ...env,
        API_HOST: LOOPBACK,
        API_PORT: String(addresses.apiPort),
        INTERNAL_PORT: String(addresses.internalPort),
        METRICS_PORT: String(addresses.metricsPort),
      },
      readyWhen: { url: `${urlOf(addresses.apiPort)}/health/ready` },
    },
    worker: {
      ...service,
      name: "stream-worker",
      args: ["src/main.ts"],
      cwd: path.join(root, "apps/stream-worker"),
      env: { ...env, INTERNAL_API_URL: urlOf(addresses.internalPort), WORKER_METRICS_PORT: String(addresses.workerMetricsPort) },
      readyWhen: "message",
    },
    web: {
      ...service,
      name: "web",
      args: ["--import", exitWithSupervisor, next, "start", "--port", String(addresses.webPort), "--hostname", LOOPBACK],
      cwd: path.join(root, "apps/web"),
      env: {
        ...env,
        API_URL: urlOf(addresses.apiPort),
        INTERNAL_API_URL: urlOf(addresses.internalPort),
        NEXTAUTH_URL: urlOf(addresses.webPort),
        NEXTAUTH_SECRET: inputs.secrets.nextAuthSecret,
      },
      readyWhen: { url: `${urlOf(addresses.webPort)}/api/health` },
    },
  };
}

/** The simulated audience, or the import of a data set: they use the public API like any customer and know nothing else. */
export function crowdPlan(inputs: PlanInputs, crowd: "audience" | "import", keys: DemoKeys): ChildPlan {
  const program = crowd === "audience" ? "scenarios/music-shop/main.ts" : "scripts/import-dataset.ts";
  return {
    name: crowd,
    kind: crowd === "audience" ? "service" : "job",
    args: [path.join(inputs.root, program)],
    cwd: inputs.root,
    env: {
      PATH: process.env.PATH,
      ATTUNE_HOME: inputs.home.root,
      API_URL: urlOf(inputs.addresses.apiPort),
      API_KEY: keys.secret,
      TRAFFIC_RATE: String(inputs.settings.TRAFFIC_RATE),
    },
    readyWhen: "started",
    inheritsOutput: crowd === "import",
    startTimeoutMs: START_TIMEOUT_MS,
  };
}

/** The second demo tenant's catalogue and history, sent once; at a later start it finds nothing left to do. */
export function bookShopPlan(inputs: PlanInputs, keys: DemoKeys): ChildPlan {
  return {
    name: "book-shop",
    kind: "job",
    args: [path.join(inputs.root, "scenarios/book-shop/main.ts")],
    cwd: inputs.root,
    env: { PATH: process.env.PATH, ATTUNE_HOME: inputs.home.root, API_URL: urlOf(inputs.addresses.apiPort), API_KEY: keys.secret },
    readyWhen: "started",
    startTimeoutMs: START_TIMEOUT_MS,
  };
}

function environment({ home, settings, secrets, databaseUrl, serverAddresses }: PlanInputs): NodeJS.ProcessEnv {
  return {
    // An empty variable is one that nobody set.
    ...Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")),
    ...serverAddresses,
    NODE_ENV: "production",
    ATTUNE_HOME: home.root,
    DATABASE_URL: databaseUrl,
    MASTER_KEY: secrets.masterKey,
    ATTUNE_MASTER_KEY: secrets.masterKey,
    INTERNAL_TOKEN_SECRET: secrets.internalTokenSecret,
    JOURNAL_FILE: home.journal,
    SUPERVISOR_FILE: home.supervisor,
    LOG_LEVEL: settings.LOG_LEVEL,
  };
}
