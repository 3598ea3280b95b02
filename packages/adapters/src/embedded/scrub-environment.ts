import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ScrubReceipt } from "@attune/core/ports/scrub-receipt";
import { FormMatcher } from "@attune/core/privacy/form-matcher";
import type { RootDatabase } from "lmdb";
import { type LmdbPage, lmdbPage, nodeKey, PAGE_HEADER_BYTES } from "./lmdb-page.ts";
import { transact } from "./transact.ts";

type Environment = RootDatabase<Buffer, Buffer>;

/** Keys of what is put to use up free pages: no other key of any environment begins so (0xff is in no UTF-8 text). */
const FILLER = Buffer.from([0xff, 0xfe]);
const AFTER_FILLER = Buffer.from([0xff, 0xff]);
/** Pages per transaction: half a megabyte, so that an appender waits for at most this much. */
const FILLED_PER_COMMIT = 128;
const REWRITTEN_PER_COMMIT = 100;
const READ_BYTES = 1024 * 1024;
const MAX_ROUNDS = 8;
/** Neighbours on either side that are taken out and put back to get rid of a branch's key; eight times as many in each further round. */
const FIRST_NEIGHBOURS = 64;

/**
 * Deleting a value leaves its bytes in three places of an LMDB file: in pages on the free list, in the unused middle of pages that live on (a
 * split or a deletion), and, of keys, in branch pages. Free pages are overwritten by putting values of a page each until the file would have to grow, and
 * deleting them. Pages with leftovers in their middle are copied by LMDB when one of their values is put again, without the middle, because it
 * clears what it allocates. Keys in branches go when their neighbours are taken out and put back in one transaction. Pages freed by one round are
 * overwritten in the next, so it goes on until none of the forms is found. All writes are ordinary transactions of LMDB: a crash leaves
 * a good environment, with some filler that the next run removes.
 *
 * Cost: every free page is written once in each round and the file is read once; the file may grow by half a megabyte.
 */
export async function scrubEnvironment(db: Environment, folder: string, forms: readonly Uint8Array[]): Promise<ScrubReceipt> {
  const startedMs = performance.now();
  const matcher = new FormMatcher(forms);
  const file = await open(join(folder, "data.mdb"), "r");
  let [bytesOverwritten, bytesScanned, remaining] = [0, 0, 0];
  try {
    let neighbours = FIRST_NEIGHBOURS;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      bytesOverwritten += await overwriteFreePages(db, file);
      const seen = await inspect(db, file, matcher);
      bytesScanned += seen.bytes;
      remaining = seen.found;
      // Others go on writing and leave new leftovers, of people who are not concerned: their pages are copied once.
      const untidy = round === 0 ? [...seen.leftovers, ...seen.concerned] : seen.concerned;
      if (untidy.length + seen.separators.length === 0 && (remaining === 0 || round > 2)) break;
      await putAgain(db, untidy);
      for (const separator of seen.separators) await rewriteAround(db, separator, neighbours);
      neighbours *= 8;
    }
  } finally {
    await file.close();
  }
  return { bytesOverwritten, bytesScanned, remaining, durationMs: Math.round(performance.now() - startedMs) };
}

async function overwriteFreePages(db: Environment, file: FileHandle): Promise<number> {
  db.readerCheck();
  await removeFiller(db);
  const pageSize = pageSizeOf(db);
  const filler = Buffer.alloc(pageSize - PAGE_HEADER_BYTES);
  const sizeAtFirst = (await file.stat()).size;
  let pages = 0;
  // A transaction may not use what the one before it freed: growing in the first two means nothing yet.
  for (let commit = 0; commit < 3 || (await file.stat()).size <= sizeAtFirst; commit++) {
    await transact(db, () => {
      for (let i = 0; i < FILLED_PER_COMMIT; i++) db.put(fillerKey(pages++), filler);
    });
    await nextTurn();
  }
  await removeFiller(db);
  return pages * pageSize;
}

async function removeFiller(db: Environment): Promise<void> {
  for (;;) {
    const left = await transact(db, () => {
      const keys = [...db.getKeys({ start: FILLER, end: AFTER_FILLER, limit: 4 * FILLED_PER_COMMIT })];
      for (const key of keys) db.remove(key);
      return keys.length;
    });
    if (left === 0) return;
    await nextTurn();
  }
}

function fillerKey(n: number): Buffer {
  const key = Buffer.alloc(FILLER.length + 4);
  FILLER.copy(key);
  key.writeUInt32BE(n, FILLER.length);
  return key;
}

interface Inspection {
  readonly bytes: number;
  /** Occurrences of the forms. */
  readonly found: number;
  /** A key of every page whose middle is not clear, without and with one of the forms in it. */
  readonly leftovers: readonly Buffer[];
  readonly concerned: readonly Buffer[];
  /** Keys of branches that contain a form. */
  readonly separators: readonly Buffer[];
}

/** Looks at every page as it stands in the file, live or free. What it concludes is only a hint where to write: the writes themselves are sound anywhere. */
async function inspect(db: Environment, file: FileHandle, matcher: FormMatcher): Promise<Inspection> {
  const pageSize = pageSizeOf(db);
  const buffer = Buffer.alloc(READ_BYTES + matcher.longest);
  const leftovers: Buffer[] = [];
  const concerned: Buffer[] = [];
  const separators: Buffer[] = [];
  let [bytes, found] = [0, 0];
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
    if (bytesRead === 0) return { bytes, found, leftovers, concerned, separators };
    const part = buffer.subarray(0, bytesRead);
    const hits = new Set<number>();
    matcher.search(
      part,
      (_, at) => {
        found++;
        hits.add(Math.floor(at / pageSize));
      },
      READ_BYTES,
    );
    for (let at = 0; at + pageSize <= Math.min(part.length, READ_BYTES); at += pageSize) {
      const page = part.subarray(at, at + pageSize);
      const parsed = lmdbPage(page, (bytes + at) / pageSize);
      if (parsed === undefined) continue;
      const isHit = hits.has(at / pageSize);
      if (isHit) concerned.push(...keysIn(page, parsed));
      else if (!isClear(page, parsed)) leftovers.push(...keysIn(page, parsed));
      if (isHit) separators.push(...separatorsWith(page, parsed, matcher));
    }
    bytes += Math.min(bytesRead, READ_BYTES);
  }
}

/** A key on the way to which the page lies, if it has any; a branch's first one is empty. */
function keysIn(page: Buffer, { isBranch, nodes }: LmdbPage): Buffer[] {
  const key = nodes === 0 ? undefined : nodeKey(page, isBranch ? Math.min(1, nodes - 1) : 0);
  return key === undefined ? [] : [key];
}

function isClear(page: Buffer, { unusedFrom, unusedTo }: LmdbPage): boolean {
  for (let at = unusedFrom; at < unusedTo; at++) if (page[at] !== 0) return false;
  return true;
}

function separatorsWith(page: Buffer, { isBranch, nodes }: LmdbPage, matcher: FormMatcher): Buffer[] {
  if (!isBranch) return [];
  return Array.from({ length: nodes }, (_, i) => nodeKey(page, i)).filter((key) => {
    let contains = false;
    if (key !== undefined)
      matcher.search(key, () => {
        contains = true;
      });
    return contains;
  }) as Buffer[];
}

/** Puts the first value at or after each key as it is: LMDB copies the pages on the way to it. */
async function putAgain(db: Environment, keys: readonly Buffer[]): Promise<void> {
  for (let from = 0; from < keys.length; from += REWRITTEN_PER_COMMIT) {
    await transact(db, () => {
      for (const wanted of keys.slice(from, from + REWRITTEN_PER_COMMIT)) {
        const [key] = db.getKeys({ start: wanted, limit: 1 });
        const value = key === undefined ? undefined : db.getBinary(key);
        if (key !== undefined && value !== undefined) db.put(key, Buffer.from(value));
      }
    });
    await nextTurn();
  }
}

async function rewriteAround(db: Environment, separator: Buffer, neighbours: number): Promise<void> {
  await transact(db, () => {
    const keys = [
      ...db.getKeys({ start: separator, reverse: true, limit: neighbours }),
      ...db.getKeys({ start: separator, limit: neighbours }),
    ].map((key) => Buffer.from(key));
    const entries = new Map(keys.map((key) => [key.toString("hex"), [key, Buffer.from(db.getBinary(key) as Buffer)] as const]));
    for (const [key] of entries.values()) db.remove(key);
    for (const [key, value] of entries.values()) db.put(key, value);
  });
}

function pageSizeOf(db: Environment): number {
  return (db.getStats() as { pageSize: number }).pageSize;
}
