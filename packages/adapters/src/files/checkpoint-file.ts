import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { ByteReader } from "@attune/core/packing/byte-reader";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { CHECKPOINT_MARK, type CheckpointEntry } from "@attune/core/ports/checkpoint-store";

/** Every file begins so. */
const CHECKPOINT_MAGIC = Buffer.from(`${CHECKPOINT_MARK}\n`);

const BLOCK_BYTES = 256 * 1024;
const HEADER_BYTES = 8;
const KIND = { entries: 0, end: 1 } as const;

/**
 * Writes a file of blocks, each with its length and checksum: entries, and at the end how many there were and the offset that `until` answers when the last
 * was taken. Written to a temporary name, flushed, renamed: under its own name a file is always complete. Resolves with its bytes.
 */
export async function writeCheckpointFile(
  path: string,
  entries: Iterable<CheckpointEntry> | AsyncIterable<CheckpointEntry>,
  until: () => Promise<number>,
): Promise<number> {
  const aside = `${path}.tmp`;
  const file = await open(aside, "w", 0o600);
  try {
    let size = CHECKPOINT_MAGIC.length;
    let count = 0;
    const out = new ByteWriter().u8(KIND.entries);
    const flush = async () => {
      size += await writeBlock(file, out.finish());
      out.u8(KIND.entries);
    };
    await file.appendFile(CHECKPOINT_MAGIC);
    const add = ([key, value]: CheckpointEntry) => {
      out.text(key).varint(value === null ? 0 : value.length + 1);
      if (value !== null) out.bytes(value);
      count++;
      return out.length >= BLOCK_BYTES;
    };
    // What is in memory already is not waited for entry by entry.
    if (Symbol.iterator in entries) for (const entry of entries) if (add(entry)) await flush();
    if (Symbol.asyncIterator in entries) for await (const entry of entries) if (add(entry)) await flush();
    await flush();
    const end = new ByteWriter()
      .u8(KIND.end)
      .varint(count)
      .varint(await until());
    size += await writeBlock(file, end.finish());
    await file.sync();
    await file.close();
    await rename(aside, path);
    await syncFolder(dirname(path));
    return size;
  } catch (cause) {
    await file.close().catch(() => undefined);
    await rm(aside, { force: true });
    throw cause;
  }
}

async function writeBlock(file: FileHandle, payload: Uint8Array): Promise<number> {
  const block = Buffer.allocUnsafeSlow(HEADER_BYTES + payload.length);
  block.writeUInt32LE(payload.length, 0);
  block.writeUInt32LE(crc32(payload), 4);
  block.set(payload, HEADER_BYTES);
  // Unlike `write` it goes on until all is written.
  await file.appendFile(block);
  return block.length;
}

/** The file stands in its folder after a loss of power as well. Windows cannot open a folder; there the file may be gone, and then the one before is used. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The offset a file ends with, or undefined when any byte of it is not as it was written. */
export async function verifyCheckpointFile(path: string): Promise<number | undefined> {
  let count = 0;
  try {
    for await (const block of blocksOf(path)) {
      if (block.u8() === KIND.end) return block.varint() === count ? block.varint() : undefined;
      for (const _ of entriesOf(block)) count++;
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  return undefined;
}

/** The entries of a file that was verified. */
export async function* readCheckpointFile(path: string): AsyncGenerator<CheckpointEntry> {
  for await (const block of blocksOf(path)) {
    if (block.u8() === KIND.end) return;
    yield* entriesOf(block);
  }
}

function* entriesOf(block: ByteReader): Generator<CheckpointEntry> {
  while (!block.done) {
    const key = block.text();
    const length = block.varint();
    yield [key, length === 0 ? null : block.bytes(length - 1)];
  }
}

/** Throws a RangeError where a block is not as it was written, or something follows the end. */
async function* blocksOf(path: string): AsyncGenerator<ByteReader> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const take = async (length: number, at: number): Promise<Buffer> => {
      if (at + length > size) throw new RangeError("a checkpoint's file is shorter than it says");
      const bytes = Buffer.allocUnsafeSlow(length);
      await file.read(bytes, 0, length, at);
      return bytes;
    };
    if (!(await take(CHECKPOINT_MAGIC.length, 0)).equals(CHECKPOINT_MAGIC)) throw new RangeError("not a checkpoint's file");
    for (let at = CHECKPOINT_MAGIC.length; ; ) {
      const header = await take(HEADER_BYTES, at);
      const payload = await take(header.readUInt32LE(0), at + HEADER_BYTES);
      if (crc32(payload) !== header.readUInt32LE(4)) throw new RangeError("a checkpoint's block is damaged");
      at += HEADER_BYTES + payload.length;
      const isEnd = payload[0] === KIND.end;
      if (isEnd && at !== size) throw new RangeError("something follows the end of a checkpoint's file");
      yield new ByteReader(payload);
      if (isEnd) return;
    }
  } finally {
    await file.close();
  }
}
