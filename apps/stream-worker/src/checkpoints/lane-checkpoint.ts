import { setTimeout as pause } from "node:timers/promises";
import type { CheckpointStore, CheckpointWriter } from "@attune/core/ports/checkpoint-store";
import type { LaneClaim, LaneCommit, LanePartition, StateStore } from "@attune/core/ports/state-store";

export interface LaneCheckpointPorts {
  readonly state: Pick<StateStore, "scan" | "commit">;
  readonly checkpoints: CheckpointStore;
}

/** Changes are written early when they come to that much, so that a busy lane's are never many in memory. */
const FLUSH_BYTES = 32 * 1024 * 1024;
/** A disk that cannot keep up with that gets no increments any more; a new base is begun at the next turn. */
const MOST_BYTES = 3 * FLUSH_BYTES;
/** A new base is worth its while when there is more to read in the increments than in the base, or very many of them. */
const SMALL_BYTES = 4 * 1024 * 1024;
const MOST_INCREMENTS = 240;

/** Values scanned before others get their turn; the pause is four times as long as they took, so a base takes a fifth of a core at most. */
const SLICE = 1_000;
const PAUSE_FACTOR = 4;

/** How long a commit of the lane that was under way is waited for. */
const PROOF_LOOK_MS = 10;
const PROOF_LOOKS = 500;

/** A checkpoint that is being written: its base, or after that its increments. */
interface Chain {
  readonly writer: CheckpointWriter;
  changed: Map<string, Uint8Array | null>;
  changedBytes: number;
  /** The offset of the last increment. */
  untilOffset: number;
  baseBytes: number;
  incrementBytes: number;
  increments: number;
}

export type LaneCheckpoint = ReturnType<typeof laneCheckpoint>;

/**
 * Copies one lane partition that this process owns, beside the lane and without stopping it: told every commit, it keeps what changed, writes that when
 * asked to, and from time to time a new base. What it writes comes from commits that were acknowledged, so it is never ahead of the state store.
 */
export function laneCheckpoint(ports: LaneCheckpointPorts, lane: LanePartition, claim: LaneClaim) {
  let offset = claim.offset;
  let chain: Chain | undefined;
  let isOwned = true;
  /** Somebody was forgotten: what was written before still holds them and must go. */
  let holdsForgotten = false;
  /** Of what an earlier process wrote we do not know whom it holds: it goes with our first base. */
  let hasWritten = false;
  let turns: Promise<unknown> = Promise.resolve();

  /** One after the other, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = turns.then(work, work);
    turns = turn.catch(() => undefined);
    return turn;
  }

  function committed({ puts, nextOffset }: Pick<LaneCommit, "puts" | "nextOffset">): void {
    offset = nextOffset;
    for (const [key, value] of puts) {
      if (value === null && isOfPerson(key)) holdsForgotten = true;
      if (chain === undefined) continue;
      chain.changedBytes += entryBytes(key, value) - entryBytes(key, chain.changed.get(key));
      chain.changed.set(key, value);
    }
    if (chain !== undefined && chain.changedBytes > MOST_BYTES) chain = undefined;
  }

  async function flush(current: Chain): Promise<void> {
    const { changed } = current;
    const untilOffset = offset;
    if (chain !== current || untilOffset === current.untilOffset) return;
    current.changed = new Map();
    current.changedBytes = 0;
    try {
      current.incrementBytes += await current.writer.increment(changed, untilOffset);
      current.increments += 1;
      current.untilOffset = untilOffset;
    } catch (cause) {
      // What changed is not in memory any more: nothing may follow.
      if (chain === current) chain = undefined;
      throw cause;
    }
  }

  async function writeBase(): Promise<number> {
    const former = hasWritten && !holdsForgotten;
    const writer = ports.checkpoints.begin(lane, offset);
    const current: Chain = {
      writer,
      changed: new Map(),
      changedBytes: 0,
      untilOffset: offset,
      baseBytes: 0,
      incrementBytes: 0,
      increments: 0,
    };
    chain = current;
    holdsForgotten = false;
    try {
      const scannedUntil = { offset: 0 };
      current.baseBytes = await writer.base(scanning(current), async () => {
        scannedUntil.offset = await provenOffset();
        return scannedUntil.offset;
      });
      await flush(current);
      if (current.untilOffset < scannedUntil.offset) throw new Error(`Not all of ${lane.lane}/${lane.partition} could be kept in time.`);
    } catch (cause) {
      if (chain === current) chain = undefined;
      holdsForgotten ||= !former;
      throw cause;
    }
    const gone = await ports.checkpoints.retire(lane, { keep: writer.id, former });
    hasWritten = true;
    return gone;
  }

  /** The scan, in slices, with increments in between when much is put meanwhile. */
  async function* scanning(current: Chain) {
    let scanned = 0;
    let sinceMs = performance.now();
    for await (const entry of ports.state.scan(lane, "")) {
      yield entry;
      if (++scanned % SLICE !== 0) continue;
      if (current.changedBytes > FLUSH_BYTES) await flush(current);
      await pause((performance.now() - sinceMs) * PAUSE_FACTOR);
      sinceMs = performance.now();
    }
  }

  /**
   * The offset of the store, proven to be ours: a commit that changes nothing and is refused when another owner claimed the partition, or the store was
   * put back, since. Without it the scan could have read what somebody else wrote.
   */
  async function provenOffset(): Promise<number> {
    for (let look = 0; look < PROOF_LOOKS && isOwned; look++) {
      const at = offset;
      const outcome = await ports.state.commit({ ...lane, epoch: claim.epoch, expectedOffset: at, nextOffset: at, puts: [] });
      if (outcome === "committed") return at;
      if (outcome === "fenced") isOwned = false;
      // Most likely a commit of the lane overtook ours.
      else if (offset === at) await pause(PROOF_LOOK_MS);
    }
    throw new Error(`${lane.lane}/${lane.partition} is not ours any more.`);
  }

  return {
    committed,

    /** Whether much is waiting to be written. */
    isPressing: (): boolean => chain !== undefined && chain.changedBytes > FLUSH_BYTES,

    /** Writes what changed since the last time, or a base when it is time for one. Nothing for a partition that somebody else owns by now. */
    write: (): Promise<void> =>
      inTurn(async () => {
        if (!isOwned) return;
        if (chain !== undefined && !holdsForgotten && !isOutgrown(chain)) await flush(chain);
        else await writeBase();
      }),

    /** A new base, after which nothing written before it is left. Answers how many checkpoints went, or undefined for a partition that is not ours any more. */
    renew: (): Promise<number | undefined> =>
      inTurn(async () => {
        if (!isOwned) return undefined;
        holdsForgotten = true;
        return writeBase();
      }),

    /** The partition was claimed anew, here or elsewhere: what is told from now on does not follow from what was written. */
    giveUp(): void {
      isOwned = false;
      chain = undefined;
    },
  };
}

function isOutgrown({ baseBytes, incrementBytes, increments }: Chain): boolean {
  return increments >= MOST_INCREMENTS || incrementBytes > Math.max(baseBytes, SMALL_BYTES);
}

/** A person's state is deleted only when they are forgotten; waiting impressions come and go. */
function isOfPerson(key: string): boolean {
  return key.startsWith("s");
}

function entryBytes(key: string, value: Uint8Array | null | undefined): number {
  return value === undefined ? 0 : key.length + (value?.length ?? 0);
}
