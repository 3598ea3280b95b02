import { createHash } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import {
  type AppDb,
  type ControlDb,
  connectApp,
  connectControl,
  connectIdentity,
  connectWorker,
  type IdentityDb,
  type WorkerDb,
} from "../connect.ts";
import { type DatabaseSettings, databaseSettings } from "../database-settings.ts";
import { postgresBinaries } from "../embedded/postgres-binaries.ts";
import { startEmbeddedPostgres } from "../embedded-postgres.ts";
import { migrate } from "../migrate.ts";
import { roomyFolder } from "./roomy-folder.ts";

/** A real, migrated Postgres in a folder of its own, for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly masterKey: Uint8Array;
  readonly settings: DatabaseSettings;
  readonly app: AppDb;
  readonly control: ControlDb;
  readonly identity: IdentityDb;
  readonly worker: WorkerDb;
  /** Runs one statement on a connection string of `settings`; by default as the owner. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], connectionString?: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/** About 0.4 s; 2 s for the first one on a machine. Not migrated when `migrated` is false. */
export async function startTestDatabase({ migrated = true }: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const home = await mkdtemp(path.join(await roomyFolder(), "attune-db-"));
  // Synchronous: a thousand small files one by one through the thread pool take several times as long.
  cpSync(await initialised(), home, { recursive: true });
  // Which does not copy the modes of folders, and Postgres opens only one that is its owner's alone.
  await chmod(path.join(home, "postgres"), 0o700);
  await chmod(path.join(home, "postgres/data"), 0o700);
  const server = await startEmbeddedPostgres({ home });
  const masterKey = new Uint8Array(32).fill(7);
  const settings = databaseSettings(server.url, masterKey);
  if (migrated) await migrate(settings);
  const [app, control, identity, worker] = [
    connectApp(settings),
    connectControl(settings),
    connectIdentity(settings),
    connectWorker(settings),
  ];
  return {
    url: server.url,
    masterKey,
    settings,
    app,
    control,
    identity,
    worker,
    async sql<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = [], connectionString = settings.owner) {
      const client = new pg.Client({ connectionString });
      await client.connect();
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } finally {
        await client.end();
      }
    },
    async stop() {
      await Promise.all([app.$disconnect(), control.$disconnect(), identity.$disconnect(), worker.$disconnect()]);
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A stopped, empty server to copy, kept beside the installed packages: initialising one costs a second of every test file. */
async function initialised(): Promise<string> {
  const { postgres } = await postgresBinaries();
  const cache = path.join(import.meta.dirname, "../../../../node_modules/.cache/attune-db");
  const template = path.join(
    cache,
    createHash("sha256")
      .update(`${postgres} ${(await stat(postgres)).mtimeMs}`)
      .digest("hex")
      .slice(0, 16),
  );
  if (existsSync(template)) return template;
  await mkdir(cache, { recursive: true });
  const home = await mkdtemp(path.join(cache, "unfinished-"));
  await (await startEmbeddedPostgres({ home })).stop();
  // Another test file may have been first; then its copy is used and ours thrown away.
  await rename(home, template).catch(() => rm(home, { recursive: true, force: true }));
  return template;
}
