import { join } from "node:path";
import type { LaneCommit, LanePartition, StateKey, StateStore } from "@attune/core/ports/state-store";
import { afterPrefix, laneMetaKey, restOf, segmentOf, valueKey } from "./compact-key.ts";
import { openEnvironment } from "./open-environment.ts";
import { removeCleared } from "./remove-cleared.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { segments } from "./segments.ts";
import { transact } from "./transact.ts";

/** A scan reads this many values per turn of the event loop. */
const SCAN_BATCH = 1_000;

/**
 * Folded state in one LMDB environment, `<folder>/state`: written by the worker, read by the api the moment it is committed.
 *
 * A commit resolves when it is visible and is synced right after. Killing a process loses nothing. Losing power may lose the commits of the
 * last milliseconds as a whole; the log, which syncs first, is then folded again from the offset of the last synced one. LMDB's `noSync` would
 * be faster still, but could leave the file torn: it is not used.
 */
export function embeddedStateStore(folder: string): StateStore {
  const db = openEnvironment(join(folder, "state"), "at once");
  const numbers = segments(db);

  const current = <T>(read: () => T): T => {
    // lmdb keeps one read transaction for a turn of the event loop; the worker has committed since.
    db.resetReadTxn();
    return read();
  };
  const storedKey = (key: LanePartition & { key: string }, numberOf: (segment: string) => number | undefined): Buffer => {
    const segment = segmentOf(key.key);
    const number = numberOf(segment);
    return number === undefined ? valueKey(key, 0, key.key) : valueKey(key, number, key.key.slice(segment.length));
  };
  const meta = (lane: LanePartition): { epoch: number; offset: number } => {
    const stored = db.getBinary(laneMetaKey(lane));
    return stored === undefined ? { epoch: 0, offset: 0 } : { epoch: stored.readDoubleBE(0), offset: stored.readDoubleBE(8) };
  };
  const putMeta = (lane: LanePartition, epoch: number, offset: number): void => {
    const bytes = Buffer.allocUnsafe(16);
    bytes.writeDoubleBE(epoch, 0);
    bytes.writeDoubleBE(offset, 8);
    db.put(laneMetaKey(lane), bytes);
  };

  /** Values of one segment whose rest begins with `restPrefix`, in order, batch by batch. */
  async function* scanSegment(lane: LanePartition, segment: string, number: number, restPrefix: string) {
    const first = valueKey(lane, number, restPrefix);
    const end = afterPrefix(first);
    let start = first;
    for (;;) {
      const batch = current(() => [...db.getRange({ start, end, limit: SCAN_BATCH })]);
      for (const { key, value } of batch) yield { key: segment + restOf(key, number), value };
      const last = batch.at(-1);
      if (last === undefined || batch.length < SCAN_BATCH) return;
      start = Buffer.concat([last.key, Buffer.from([0])]);
    }
  }

  return {
    async claim(lane) {
      return transact(db, () => {
        const { epoch, offset } = meta(lane);
        putMeta(lane, epoch + 1, offset);
        return { epoch: epoch + 1, offset };
      });
    },

    async read(keys: readonly StateKey[]) {
      return current(() => keys.map((key) => db.getBinary(storedKey(key, numbers.find))));
    },

    async commit(commit: LaneCommit) {
      // Whatever can be refused is refused here: an exception inside the transaction would not undo what it had put.
      for (const [key] of commit.puts) valueKey(commit, 0, key);
      return transact(db, () => {
        const { epoch, offset } = meta(commit);
        if (epoch !== commit.epoch) return "fenced";
        if (offset !== commit.expectedOffset) return "offset-mismatch";
        for (const [key, value] of commit.puts) {
          const target = { lane: commit.lane, partition: commit.partition, key };
          if (value === null) removeCleared(db, storedKey(target, numbers.peek));
          else db.put(storedKey(target, numbers.intern), asBuffer(value));
        }
        putMeta(commit, epoch, commit.nextOffset);
        return "committed";
      });
    },

    async offset(lane) {
      return current(() => meta(lane).offset);
    },

    async *scan(lane, prefix) {
      const bar = prefix.indexOf("|");
      const segmentPrefix = segmentOf(prefix);
      const known = current(() => [...numbers.all()]).filter(([segment]) =>
        bar === -1 ? segment.startsWith(prefix) : segment === segmentPrefix,
      );
      // Segments are disjoint ranges of the key order; keys stored as they are lie between them.
      const plain = scanSegment(lane, "", 0, prefix);
      let next = await plain.next();
      for (const [segment, number] of known.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
        for (; next.done !== true && Buffer.compare(Buffer.from(next.value.key), Buffer.from(segment)) < 0; next = await plain.next())
          yield next.value;
        yield* scanSegment(lane, segment, number, bar === -1 ? "" : prefix.slice(segment.length));
      }
      for (; next.done !== true; next = await plain.next()) yield next.value;
    },

    async scrub(forms) {
      return scrubEnvironment(db, join(folder, "state"), forms);
    },

    async close() {
      await db.close();
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
