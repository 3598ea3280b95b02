import { open } from "node:fs/promises";
import { type ProcessNote, processNoteSchema } from "@attune/core/live/schema";

const TAIL_BYTES = 64 * 1024;
const MAX_NOTES = 100;

/** The newest notes of the supervisor's journal (JSON lines), oldest first; none while there is no journal. Lines that are no notes are left out. */
export async function journalTail(file: string): Promise<readonly ProcessNote[]> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, TAIL_BYTES)), 0, Math.min(size, TAIL_BYTES), start);
    const lines = buffer.subarray(0, bytesRead).toString("utf8").split("\n");
    // Where the file was not read from its beginning, the first line is the end of one.
    return (start > 0 ? lines.slice(1) : lines).flatMap(noteOf).slice(-MAX_NOTES);
  } finally {
    await handle.close();
  }
}

function noteOf(line: string): ProcessNote[] {
  try {
    const note = processNoteSchema.safeParse(JSON.parse(line));
    return note.success ? [note.data] : [];
  } catch {
    return [];
  }
}
