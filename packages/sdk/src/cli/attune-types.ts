#!/usr/bin/env node
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { publishedSchemas } from "./published-schemas.ts";
import { typescriptOf } from "./typescript-of.ts";

const USAGE = `Writes the types of your tenant's events, for attuneClient<AttuneEvents>().

  ATTUNE_KEY=atn_sk_… attune-types --url https://api.example.com [--out attune-events.d.ts] [--check]

  --url    where the api is; or set ATTUNE_URL
  --out    the file to write: attune-events.d.ts unless told
  --check  write nothing; fail when the file is not up to date

The key needs the scope schemas:read. It comes from the environment, because a command line can be read by others.`;

async function main(): Promise<string> {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      out: { type: "string", default: "attune-events.d.ts" },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return USAGE;
  const apiUrl = values.url ?? process.env["ATTUNE_URL"];
  const key = process.env["ATTUNE_KEY"];
  if (apiUrl === undefined || !URL.canParse(apiUrl)) throw new Error(`Say where the api is.\n\n${USAGE}`);
  if (key === undefined) throw new Error(`Set ATTUNE_KEY to a secret key.\n\n${USAGE}`);

  const schemas = await publishedSchemas(apiUrl, key, fetch);
  const text = typescriptOf(schemas);
  const types = `${schemas.length} event ${schemas.length === 1 ? "type" : "types"}`;
  const written = await readFile(values.out, "utf8").catch(() => undefined);
  if (written === text) return `${values.out} is up to date (${types}).`;
  if (values.check) throw new Error(`${values.out} is not up to date; run attune-types without --check.`);
  await writeFile(values.out, text);
  return `${values.out} now has ${types}.`;
}

try {
  console.log(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
