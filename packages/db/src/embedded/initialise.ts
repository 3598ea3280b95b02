import { execFile } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { SYSTEM_PATH, type Unprivileged } from "./unprivileged.ts";

/** Not the caller's environment: locale and PG* variables would change how the server behaves. Next's types demand NODE_ENV of every environment. */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = { PATH: SYSTEM_PATH, LC_ALL: "C", NODE_ENV: "production" };

/**
 * A new cluster whose owner is `owner`. In a folder beside it, renamed when complete: a kill in between leaves nothing that looks like a database.
 * `authentication` are initdb's arguments that say who is let in.
 */
export async function initialise(
  { initdb }: PostgresBinaries,
  { prefix }: Unprivileged,
  dataFolder: string,
  owner: string,
  authentication: readonly string[],
): Promise<void> {
  const unfinished = `${dataFolder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const [program, ...rest] = [...prefix, initdb, "-D", unfinished, "-U", owner, ...authentication, ...locale, "--no-instructions"];
  await promisify(execFile)(program, rest, { env: SERVER_ENVIRONMENT });
  await rename(unfinished, dataFolder);
}
