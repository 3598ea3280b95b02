import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

/** Where tests put databases: in memory where there is some for files (Linux), which spares the machine's disk; a container may have next to none of it. */
export async function roomyFolder(): Promise<string> {
  const space = await statfs("/dev/shm").catch(() => undefined);
  return space !== undefined && space.bavail * space.bsize > 2 ** 30 ? "/dev/shm" : tmpdir();
}
