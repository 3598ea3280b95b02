import { randomUUID } from "node:crypto";
import { mkdir, readdir, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint, CheckpointEntry, CheckpointStore } from "@attune/core/ports/checkpoint-store";
import type { LaneName, LanePartition } from "@attune/core/ports/state-store";
import { readCheckpointFile, verifyCheckpointFile, writeCheckpointFile } from "./checkpoint-file.ts";
import { overwriteFile } from "./overwrite-file.ts";

const BASE = "base";
const LANE_FOLDER = /^(users|items|learner|ledger)-(\d+)$/;
const OFFSET_DIGITS = 16;
const INCREMENT_DIGITS = 6;

/**
 * Checkpoints as files: `<folder>/<lane>-<partition>/<offset of the scan's beginning>-<id>/` holds `base` and the increments `000000`, `000001` and so
 * on. Ids are never used twice, so two workers that take each other for dead cannot mix what they write.
 */
export function fileCheckpointStore(folder: string): CheckpointStore {
  const folderOf = ({ lane, partition }: LanePartition) => join(folder, `${lane}-${partition}`);

  /** How far a checkpoint reaches with the files that are good, and which those are. */
  async function reach(path: string, end: number): Promise<{ offset: number; files: readonly string[] } | undefined> {
    const base = join(path, BASE);
    const scannedUntil = await verifyCheckpointFile(base).catch(unlessGone);
    if (scannedUntil === undefined) return undefined;
    const files = [base];
    let offset = fromOffsetOf(path);
    for (;;) {
      const file = join(path, incrementName(files.length - 1));
      const untilOffset = await verifyCheckpointFile(file).catch(unlessGone);
      if (untilOffset === undefined || untilOffset > end) break;
      files.push(file);
      offset = untilOffset;
    }
    return offset < scannedUntil ? undefined : { offset, files };
  }

  return {
    begin(lane, fromOffset) {
      const id = `${String(fromOffset).padStart(OFFSET_DIGITS, "0")}-${randomUUID()}`;
      const path = join(folderOf(lane), id);
      let increments = 0;
      return {
        id,
        async base(scan, scannedUntil) {
          await mkdir(path, { recursive: true });
          return writeCheckpointFile(join(path, BASE), entriesOf(scan), scannedUntil);
        },
        async increment(changed, untilOffset) {
          await mkdir(path, { recursive: true });
          const bytes = await writeCheckpointFile(join(path, incrementName(increments)), changed, async () => untilOffset);
          increments++;
          return bytes;
        },
      };
    },

    async newest(lane, { begin, end }) {
      let best: { offset: number; files: readonly string[] } | undefined;
      for (const id of await idsIn(folderOf(lane))) {
        const found = await reach(join(folderOf(lane), id), end);
        if (found === undefined || found.offset < begin || found.offset > end) continue;
        if (best === undefined || found.offset >= best.offset) best = found;
      }
      return best === undefined ? undefined : checkpointOf(best.offset, best.files);
    },

    async retire(lane, { keep, former }) {
      const others = (await idsIn(folderOf(lane))).filter((id) => id !== keep);
      const spared = former ? await newestBase(folderOf(lane), others) : undefined;
      const gone = others.filter((id) => id !== spared);
      for (const id of gone) await removeAll(join(folderOf(lane), id));
      if (keep === undefined) await rmdir(folderOf(lane)).catch(unlessGone);
      return gone.length;
    },

    async lanes() {
      return (await idsIn(folder)).flatMap((name) => {
        const [, lane, partition] = LANE_FOLDER.exec(name) ?? [];
        return lane === undefined ? [] : [{ lane: lane as LaneName, partition: Number(partition) }];
      });
    },
  };
}

function incrementName(number: number): string {
  return String(number).padStart(INCREMENT_DIGITS, "0");
}

function fromOffsetOf(path: string): number {
  return Number(path.slice(-UUID_LENGTH - 1 - OFFSET_DIGITS, -UUID_LENGTH - 1));
}
const UUID_LENGTH = 36;

async function* entriesOf(scan: AsyncIterable<{ readonly key: string; readonly value: Uint8Array }>): AsyncGenerator<CheckpointEntry> {
  for await (const { key, value } of scan) yield [key, value];
}

function checkpointOf(offset: number, files: readonly string[]): Checkpoint {
  return {
    offset,
    async *entries() {
      for (const file of files) yield* readCheckpointFile(file);
    },
  };
}

async function idsIn(folder: string): Promise<readonly string[]> {
  return ((await readdir(folder).catch(unlessGone)) ?? []).sort();
}

/** By the time it was written: the offset may have begun anew. */
async function newestBase(folder: string, ids: readonly string[]): Promise<string | undefined> {
  let newest: { id: string; writtenMs: number } | undefined;
  for (const id of ids) {
    const base = await stat(join(folder, id, BASE)).catch(unlessGone);
    if (base !== undefined && base.mtimeMs >= (newest?.writtenMs ?? 0)) newest = { id, writtenMs: base.mtimeMs };
  }
  return newest?.id;
}

async function removeAll(path: string): Promise<void> {
  for (const name of await idsIn(path)) await overwriteFile(join(path, name)).catch(unlessGone);
  await rmdir(path).catch(unlessGone);
}

/** Another process may retire what this one is looking at. */
function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
