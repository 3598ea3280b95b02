import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databaseSettings } from "./database-settings.ts";
import { MigrationRefused, migrate } from "./migrate.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const MIGRATIONS = path.join(import.meta.dirname, "../../../prisma/migrations");
const OURS = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase({ migrated: false });
}, 60_000);
afterAll(() => server.stop());

describe("migrate", () => {
  let folder: string;
  let database: string;
  let count = 0;
  const settings = () => databaseSettings(server.url.replace("/attune?", `/${database}?`), server.masterKey);
  const sql = <Row extends Record<string, unknown>>(text: string) => server.sql<Row>(text, [], settings().owner);
  const add = async (name: string, text: string) => {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, "migration.sql"), text);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "attune-migrations-"));
    await cp(MIGRATIONS, folder, { recursive: true });
    database = `migrate_${count++}`;
    await server.sql(`CREATE DATABASE ${database}`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("applies each migration once, in order of names", async () => {
    await add("9001_more", "CREATE TABLE more (n int); INSERT INTO more VALUES (1);");
    expect(await migrate(settings(), folder)).toEqual([...OURS, "9001_more"]);
    expect(await migrate(settings(), folder)).toEqual([]);
    expect(await sql("SELECT n FROM more")).toEqual([{ n: 1 }]);
  });

  it("lets three that start at once agree: one applies, two find nothing to do", async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(settings(), folder)));
    expect(applied.map((names) => names.length).sort((a, b) => a - b)).toEqual([0, 0, OURS.length]);
    expect(await sql(`SELECT count(*)::int AS count FROM "_prisma_migrations"`)).toEqual([{ count: OURS.length }]);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    await migrate(settings(), folder);
    await add("0001_control_plane", "SELECT 1;");
    await expect(migrate(settings(), folder)).rejects.toThrow(/0001_control_plane was edited/);
  });

  it("refuses a database that is newer than the program", async () => {
    await add("9001_more", "CREATE TABLE more (n int);");
    await migrate(settings(), folder);
    await expect(migrate(settings())).rejects.toThrow(/newer than this program: migration 9001_more/);
  });

  it("leaves nothing of a failing migration, stops at it, and refuses to start until it is resolved", async () => {
    await add("9001_broken", "CREATE TABLE half (n int); INSERT INTO nowhere VALUES (1);");
    await add("9002_later", "CREATE TABLE later (n int);");
    await expect(migrate(settings(), folder)).rejects.toThrow(/9001_broken failed and was rolled back: relation "nowhere" does not exist/);
    expect(await sql("SELECT to_regclass('half') AS half, to_regclass('later') AS later")).toEqual([{ half: null, later: null }]);

    await add("9001_broken", "CREATE TABLE half (n int);");
    await expect(migrate(settings(), folder)).rejects.toThrow(MigrationRefused);
    await expect(migrate(settings(), folder)).rejects.toThrow(/P3009/);

    await sql(`UPDATE "_prisma_migrations" SET rolled_back_at = now() WHERE migration_name = '9001_broken'`);
    expect(await migrate(settings(), folder)).toEqual(["9001_broken", "9002_later"]);
  });

  it("applies a migration together with its line in the history, or neither", async () => {
    await add("9001_forgetful", `CREATE TABLE half (n int); ALTER TABLE "_prisma_migrations" RENAME TO lost;`);
    await expect(migrate(settings(), folder)).rejects.toThrow(/9001_forgetful failed and was rolled back/);
    expect(await sql("SELECT to_regclass('half') AS half, to_regclass('lost') AS lost")).toEqual([{ half: null, lost: null }]);
  });

  it("refuses a server where a role of ours may bypass row-level security", async () => {
    await migrate(settings(), folder);
    await server.sql("ALTER ROLE attune_app BYPASSRLS");
    try {
      await expect(migrate(settings(), folder)).rejects.toThrow(/attune_app may bypass/);
    } finally {
      await server.sql("ALTER ROLE attune_app NOBYPASSRLS");
    }
    expect(await migrate(settings(), folder)).toEqual([]);
  });

  it("gives the roles passwords derived from the master key, and none else opens", async () => {
    await migrate(settings(), folder);
    const [hba] = await server.sql<{ hba_file: string }>("SHOW hba_file");
    if (hba === undefined) throw new Error("The server did not say where its pg_hba.conf is.");
    const trusting = await readFile(hba.hba_file, "utf8");
    await writeFile(hba.hba_file, "local all attune trust\nlocal all all scram-sha-256\n");
    await server.sql("SELECT pg_reload_conf()");
    try {
      const wrong = databaseSettings(settings().owner, new Uint8Array(32).fill(8));
      await expect
        .poll(() => server.sql("SELECT 1", [], wrong.app).catch((error: Error) => error.message))
        .toMatch(/password authentication failed/);
      for (const role of ["app", "control", "identity", "worker"] as const) {
        expect(await server.sql("SELECT current_user::text AS me", [], settings()[role])).toEqual([{ me: `attune_${role}` }]);
        await expect(server.sql("SELECT 1", [], wrong[role])).rejects.toThrow(/password authentication failed/);
      }
    } finally {
      await writeFile(hba.hba_file, trusting);
      await server.sql("SELECT pg_reload_conf()");
    }
  });
});
