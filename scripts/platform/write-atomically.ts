import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** A reader sees the old content or the new one, also after a power cut: written aside, flushed, renamed. */
export function writeAtomically(file: string, content: string, mode = 0o644): void {
  const aside = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(aside, "w", mode);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(aside, file);
}
