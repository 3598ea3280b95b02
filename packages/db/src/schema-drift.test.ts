import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const PACKAGE = path.join(import.meta.dirname, "..");
const SCHEMA = "../../prisma/schema.prisma";
const PRISMA = createRequire(import.meta.url).resolve("prisma/build/index.js");

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
}, 60_000);
afterAll(() => db.stop());

/** The stock command line of Prisma, on the WebAssembly engine. */
async function prisma(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, DATABASE_URL: db.url, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}` };
  return promisify(execFile)(process.execPath, [PRISMA, ...args], { cwd: PACKAGE, env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, output: error.stdout + error.stderr }),
  );
}

describe("schema.prisma and the migrations", () => {
  it("describe the same database", { timeout: 60_000 }, async () => {
    const { code, output } = await prisma(
      "migrate",
      "diff",
      "--from-migrations",
      "../../prisma/migrations",
      "--to-schema",
      SCHEMA,
      "--exit-code",
    );
    expect(output).toContain("No difference detected.");
    expect(code).toBe(0);
  });

  it("are told apart when they differ, so that the test above can fail", { timeout: 60_000 }, async () => {
    await db.sql("ALTER TABLE placements ADD COLUMN forgotten text");
    const { code, output } = await prisma("migrate", "diff", "--from-config-datasource", "--to-schema", SCHEMA, "--exit-code");
    await db.sql("ALTER TABLE placements DROP COLUMN forgotten");
    expect(output).toContain("forgotten");
    expect(code).toBe(2);
  });

  it("leave a history that Prisma takes for its own", { timeout: 60_000 }, async () => {
    expect((await prisma("migrate", "status")).output).toContain("Database schema is up to date!");
  });
});
