import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A socket's path may have 107 bytes on Linux and 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;

const fits = (folder: string): boolean => Buffer.byteLength(path.join(folder, ".s.PGSQL.5432")) <= MAX_SOCKET_PATH_BYTES;

/** Below `home` where the path is short enough, else in the temporary folder under a name made from `home`. */
export function socketFolderPath(home: string, temporary: string = tmpdir()): string {
  const own = path.join(home, "socket");
  if (fits(own)) return own;
  const name = `attune-${createHash("sha256").update(home).digest("hex").slice(0, 16)}`;
  return fits(path.join(temporary, name)) ? path.join(temporary, name) : path.join("/tmp", name);
}

/**
 * Makes the folder for the socket. Whoever can open the socket is trusted by the server, so the folder must be ours alone: in a shared temporary
 * folder somebody else could have made it before us and listened there.
 */
export async function makeSocketFolder(folder: string, allowedOwners: readonly number[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || !allowedOwners.includes(found.uid) || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a folder of ours alone, so the database's socket cannot be put there: remove it, or set TMPDIR.`);
  }
}
