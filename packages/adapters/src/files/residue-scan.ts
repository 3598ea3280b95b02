import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { FormMatcher } from "@attune/core/privacy/form-matcher";
import type { ResidueForm } from "@attune/core/privacy/residue-forms";

/** Where a form of a person was found. */
export interface ResidueHit {
  /** Relative to the folder that was scanned. */
  readonly file: string;
  readonly form: string;
  readonly occurrences: number;
}

export interface ResidueReport {
  readonly files: number;
  readonly bytes: number;
  readonly hits: readonly ResidueHit[];
}

const READ_BYTES = 4 * 1024 * 1024;
/**
 * LMDB's table of readers: process and transaction numbers, nothing else. It must not be opened by a process that has the environment open: closing a file gives up all of
 * a process's POSIX locks on it, and LMDB would take the process for dead.
 */
const READER_TABLE = "lock.mdb";

/**
 * Looks for every form in a file, or in every file beneath a folder, byte by byte, whatever the files mean: tables, indexes, logs, free space. Files compressed by gzip are
 * read decompressed as well. Nothing else that the platform writes is compressed or encoded: LMDB and Avro keep text as it is, Postgres compresses
 * only values above 2 KB (TOAST), and no column that holds a person is that long. About 0.3 GB/s. A file that goes away meanwhile is left out.
 */
export async function residueScan(folder: string, forms: readonly ResidueForm[]): Promise<ResidueReport> {
  const matcher = new FormMatcher(forms.map(({ bytes }) => bytes));
  const hits: ResidueHit[] = [];
  const buffer = Buffer.alloc(READ_BYTES + matcher.longest);
  let [files, bytes] = [0, 0];
  for (const path of await filesBeneath(folder)) {
    const found = new Map<number, number>();
    const read = await searchFile(path, buffer, matcher, (form) => found.set(form, (found.get(form) ?? 0) + 1));
    if (read === undefined) continue;
    files++;
    bytes += read;
    for (const [form, occurrences] of found)
      hits.push({ file: relative(folder, path).split(sep).join("/"), form: (forms[form] as ResidueForm).name, occurrences });
  }
  return { files, bytes, hits };
}

async function filesBeneath(folder: string): Promise<string[]> {
  if ((await stat(folder).catch(unlessGone))?.isFile() === true) return [folder];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(unlessGone);
  return (entries ?? [])
    .filter((entry) => entry.isFile() && entry.name !== READER_TABLE)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Bytes read, or undefined for a file that is gone. */
async function searchFile(path: string, buffer: Buffer, matcher: FormMatcher, found: (form: number) => void): Promise<number | undefined> {
  const file = await open(path, "r").catch(unlessGone);
  if (file === undefined) return undefined;
  try {
    const head = Buffer.alloc(2);
    await file.read(head, 0, 2, 0);
    if (head[0] === 0x1f && head[1] === 0x8b) await searchCompressed(path, matcher, found);
    for (let at = 0; ; at += READ_BYTES) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return at === 0 ? 0 : (await stat(path)).size;
      // What begins in the overlap is found in the next piece.
      matcher.search(buffer.subarray(0, bytesRead), found, READ_BYTES);
      if (bytesRead <= READ_BYTES) return at + bytesRead;
      await nextTurn();
    }
  } finally {
    await file.close();
  }
}

async function searchCompressed(path: string, matcher: FormMatcher, found: (form: number) => void): Promise<void> {
  let kept: Buffer = Buffer.alloc(0);
  const decompressed = createReadStream(path).pipe(createGunzip());
  try {
    for await (const piece of decompressed) {
      const joined = Buffer.concat([kept, piece as Buffer]);
      const until = Math.max(0, joined.length - matcher.longest);
      matcher.search(joined, found, until);
      kept = joined.subarray(until);
    }
    matcher.search(kept, found);
  } catch {
    // It only began like gzip, or is cut off: what could be decompressed was searched, and the bytes as they are will be.
  }
}

function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
