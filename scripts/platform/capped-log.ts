import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** A log file of bounded size: the full one is kept as `<file>.1`, so at most twice `maxBytes` are on disk. */
export interface CappedLog {
  write(text: string): void;
  close(): void;
}

export function openCappedLog(file: string, maxBytes: number): CappedLog {
  let descriptor = openSync(file, "a");
  let size = fstatSync(descriptor).size;
  return {
    write(text) {
      if (size > 0 && size + Buffer.byteLength(text) > maxBytes) {
        closeSync(descriptor);
        renameSync(file, `${file}.1`);
        descriptor = openSync(file, "a");
        size = 0;
      }
      size += writeSync(descriptor, text);
    },
    close: () => closeSync(descriptor),
  };
}
