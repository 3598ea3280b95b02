import { execFile } from "node:child_process";
import { chown, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const NOBODY = 65534;

/** Where the system keeps its programs. */
export const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/** How to start a program that refuses to run as root. */
export interface Unprivileged {
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Owner that the program's folders must have; `undefined` leaves them as they are. */
  readonly uid: number | undefined;
}

/**
 * Anyone but root starts it plainly. Root starts it in a user namespace where root is called nobody: no account is made, files stay root's,
 * and it works below folders that only root may enter. Where namespaces are forbidden (some containers) it really becomes nobody.
 */
export async function unprivileged(): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return { prefix: [], uid: undefined };
  const namespace = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
  if (await works([...namespace, "true"])) return { prefix: namespace, uid: 0 };
  const dropped = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  if (await works([...dropped, "true"])) return { prefix: dropped, uid: NOBODY };
  throw new Error(
    "Postgres refuses to run as root, and neither unshare nor setpriv works here: start as another user, or set DATABASE_URL.",
  );
}

async function works([program = "", ...args]: readonly string[]): Promise<boolean> {
  return run(program, args, { env: { PATH: SYSTEM_PATH, NODE_ENV: "production" } }).then(
    () => true,
    () => false,
  );
}

/** Gives a folder and all in it to `uid`; nothing to do when the folder already is theirs. */
export async function giveTo(folder: string, uid: number | undefined): Promise<void> {
  if (uid === undefined || (await stat(folder)).uid === uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    await chown(path.join(entry.parentPath, entry.name), uid, uid);
  await chown(folder, uid, uid);
}
