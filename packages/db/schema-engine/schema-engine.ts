#!/usr/bin/env node
/**
 * Stands in for the native schema engine that the Prisma CLI would download: speaks its JSON-RPC on standard input and output, and runs the
 * WebAssembly engine from npm. Internal protocol of Prisma 7.10.0, so both versions are pinned. For developers and tests only: at run time
 * migrations are applied by src/migrate.ts. Data-loss warnings of `migrate dev` are not given.
 */
import { readFileSync } from "node:fs";
import readline from "node:readline";
import pg from "pg";
import { type Engine, loadEngine } from "./engine.ts";

const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const url = (JSON.parse(option("--datasource") ?? "{}") as { url?: string }).url ?? "postgresql://localhost/none";

if (args.includes("--version")) {
  console.log("schema-engine-cli wasm-shim");
} else if (args.includes("cli")) {
  await runCliCommand(args[args.indexOf("cli") + 1] ?? "");
} else {
  await serve();
}
process.exit(0);

async function runCliCommand(command: string): Promise<void> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  if (command === "can-connect-to-database") {
    await connectTo(database).then(
      (client) => client.end(),
      (error: Error & { code?: string }) => fail(error.code === "3D000" ? "P1003" : "P1001", error.message),
    );
  } else if (command === "create-database") {
    const client = await connectTo("postgres");
    await client.query(`CREATE DATABASE "${database.replaceAll('"', '""')}"`);
    await client.end();
  } else {
    fail("P0000", `The WebAssembly engine does not know the command "${command}".`);
  }
}

async function connectTo(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: `/${database}` }).href });
  await client.connect();
  return client;
}

function fail(code: string, message: string): never {
  console.error(
    `\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields: { message, error_code: code, is_panic: false } })}`,
  );
  process.exit(1);
}

interface Call {
  readonly id: number;
  readonly method?: string;
  readonly params?: unknown;
}

interface DiffResult {
  readonly exitCode: number;
  readonly stdout?: string | null;
}

async function serve(): Promise<void> {
  const files = args.flatMap((arg, i) => (arg === "--datamodels" ? [args[i + 1] ?? ""] : []));
  const engine = await loadEngine(
    url,
    files.map((file) => [file, readFileSync(file, "utf8")]),
  );
  let printId = 10_000;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const call = JSON.parse(line) as Call;
    if (call.method === undefined) continue;
    try {
      let result = await answer(engine, call.method, call.params);
      if (call.method === "diff" && typeof (result as DiffResult).stdout === "string") {
        const { stdout, exitCode } = result as DiffResult;
        console.log(JSON.stringify({ jsonrpc: "2.0", id: printId++, method: "print", params: { content: stdout } }));
        result = { exitCode };
      }
      console.log(JSON.stringify({ jsonrpc: "2.0", id: call.id, result: result ?? null }));
    } catch (error) {
      const { message, code, meta } = error as { message?: string; code?: string; meta?: unknown };
      const data = { is_panic: false, message: message ?? String(error), error_code: code ?? null, meta };
      console.log(
        JSON.stringify({
          jsonrpc: "2.0",
          id: call.id,
          error: { code: 4466, message: "An error happened. Check the data field for details.", data },
        }),
      );
    }
  }
}

interface CreateMigrationParams {
  readonly migrationsList: object;
  readonly schema: object;
  readonly filters: unknown;
  readonly migrationName: string;
  readonly draft: boolean;
}

async function answer(engine: Engine, method: string, params: unknown): Promise<unknown> {
  if (method === "getDatabaseVersion") return engine.version(null);
  // The WebAssembly engine refuses to make a shadow database for these two; a diff asks for the same one and is allowed to.
  if (method === "createMigration" || method === "evaluateDataLoss") {
    const { migrationsList, schema, filters, migrationName, draft } = params as CreateMigrationParams;
    const request = {
      from: { tag: "migrations", ...migrationsList },
      to: { tag: "schemaDatamodel", ...schema },
      script: true,
      exitCode: true,
      filters,
    };
    const { exitCode, stdout } = (await engine.diff(request)) as DiffResult;
    const changed = exitCode === 2;
    if (method === "evaluateDataLoss") return { migrationSteps: changed ? 1 : 0, unexecutableSteps: [], warnings: [] };
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    return {
      connectorType: "postgresql",
      generatedMigrationName: `${stamp}_${migrationName}`,
      migrationScript: changed || draft ? stdout : null,
      extension: "sql",
    };
  }
  const run = engine[method];
  if (run === undefined) throw new Error(`The WebAssembly engine does not know the method "${method}".`);
  return run.call(engine, params ?? null);
}
