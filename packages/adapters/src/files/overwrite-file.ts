import { open, rm } from "node:fs/promises";

const ZEROS = Buffer.alloc(1024 * 1024);

/** Deletes a file after what it held was overwritten where it lay, so that the space it gives back says nothing. */
export async function overwriteFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; at += ZEROS.length) await file.write(ZEROS, 0, Math.min(ZEROS.length, size - at), at);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path);
}
