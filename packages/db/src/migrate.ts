import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { DATABASE_ROLES, type DatabaseSettings } from "./database-settings.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** The database does not fit the migrations of this program, or one failed: nothing more was changed, and starting would make it worse. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly logs: string | null;
}

/** The number with which Prisma's own engine locks, so that the two never run at once. */
const PRISMA_LOCK = 72707369;
const LOCK_TIMEOUT_MS = 60_000;

/** As Prisma makes it: its CLI and this runner keep one history. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ, "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT, "rolled_back_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

const DEFAULT_FOLDER = path.join(import.meta.dirname, "../../../prisma/migrations");

/**
 * Applies `prisma/migrations` at start, as the owner, and answers the names applied. Any number of processes may call it at once: one works,
 * the others wait and find nothing to do. Each migration is one transaction together with its line in the history, so a kill leaves all of it
 * or nothing. 20 ms when there is nothing to do.
 */
export async function migrate(settings: DatabaseSettings, folder: string = DEFAULT_FOLDER): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: settings.owner });
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query("SET lock_timeout = DEFAULT");
    await client.query(BOOKKEEPING);
    const history = await client.query<Applied>(
      `SELECT migration_name, checksum, finished_at, logs FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    );
    const pending = pendingOf(migrations, history.rows, folder);
    for (const migration of pending) await apply(client, migration);
    await secureRoles(client, settings);
    return pending.map(({ name }) => name);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = names.sort().map((name) => ({ name, file: path.join(folder, name, "migration.sql") }));
  return Promise.all(
    files
      .filter(({ file }) => existsSync(file))
      .map(async ({ name, file }) => {
        const bytes = await readFile(file);
        return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
      }),
  );
}

function pendingOf(migrations: readonly Migration[], history: readonly Applied[], folder: string): readonly Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  const done = new Set<string>();
  for (const { migration_name: name, checksum, finished_at, logs } of history) {
    if (finished_at === null) {
      const mend = `Mend the file, run "prisma migrate resolve --rolled-back ${name}" in packages/db, and start again.`;
      throw new MigrationRefused(`Migration ${name} failed earlier (${logs ?? "no log"}). ${mend} (P3009)`);
    }
    const migration = byName.get(name);
    if (migration === undefined)
      throw new MigrationRefused(`The database is newer than this program: migration ${name} is not in ${folder}.`);
    if (migration.checksum !== checksum)
      throw new MigrationRefused(`Migration ${name} was edited after it was applied: undo the edit and add a new migration.`);
    done.add(name);
  }
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  try {
    await client.query("BEGIN");
    await client.query(sql);
    const record = `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`;
    await client.query(record, [id, checksum, name]);
    await client.query("COMMIT");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await client.query("ROLLBACK");
    await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)`, [
      id,
      checksum,
      name,
      message,
    ]);
    throw new MigrationRefused(`Migration ${name} failed and was rolled back: ${message}`, { cause: error });
  }
}

/** Sets the roles' passwords, and refuses a server where one of them could read around row-level security. */
async function secureRoles(client: pg.Client, { passwords }: DatabaseSettings): Promise<void> {
  const roles = await client.query<{ rolname: string }>(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls)",
    [DATABASE_ROLES],
  );
  const [unsafe] = roles.rows;
  if (unsafe !== undefined)
    throw new MigrationRefused(`The database role ${unsafe.rolname} may bypass row-level security: take SUPERUSER and BYPASSRLS from it.`);
  const existing = await client.query<{ rolname: (typeof DATABASE_ROLES)[number] }>(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)",
    [DATABASE_ROLES],
  );
  for (const { rolname } of existing.rows) {
    await client.query(`ALTER ROLE "${rolname}" PASSWORD '${scramVerifier(passwords[rolname], randomBytes(16))}'`);
  }
}
