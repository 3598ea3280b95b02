import { setTimeout as pause } from "node:timers/promises";
import type { Log, LogRecord, RunningSubscription } from "@attune/core/ports/log";
import type { LaneName, StateStore } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";
import type { WorkerVitalsCount } from "./worker-vitals.ts";

/** What one lane partition does with records: everything but offsets, claims and commits, which the runner keeps. */
export interface LaneFolder {
  /** Reads the partition's bookkeeping from the store; whatever was in memory before is forgotten. */
  open(): Promise<void>;
  /** Folds in memory; nothing is visible until the runner has published and committed. */
  fold(records: readonly LogRecord[]): Promise<FoldedBatch>;
  /** The batch is committed; `lag` is what remains in the partition. */
  committed(lag: number): void;
}

export interface FoldedBatch {
  /** Appends what the batch means for other lanes. Repeated after a crash, so those lanes drop what they have seen. */
  publish(): Promise<void>;
  /** State to write together with the offset; called after `publish`. */
  puts(): readonly (readonly [key: string, value: Uint8Array | null])[];
}

export interface LaneSettings {
  readonly topic: TopicName;
  readonly lane: LaneName;
  readonly maxBatchRecords: number;
  /**
   * After a batch that shows that much is waiting, leaves the processor to other lanes for twice as long as the batch took (at most GATHER_MS), so that
   * the next one is larger. For lanes whose cost is by what a batch touches and not by its records. Short batches are never followed by a wait.
   */
  readonly gathers?: boolean;
}

const GATHER_FROM_RECORDS = 500;
const GATHER_MS = 400;

/** Another owner took the partition over: this process must stop folding it. */
export class LaneFenced extends Error {
  override readonly name = "LaneFenced";
}

/**
 * Runs a lane over the partitions it is given: claim, seek to the stored offset, then for each batch fold -> publish -> commit state and
 * offset in one step. A refused commit means that what is in memory is not what is stored: forget, claim again, read again.
 */
export async function runLane(
  ports: { readonly log: Log; readonly state: StateStore; readonly vitals: Pick<WorkerVitalsCount, "committed"> },
  { topic, lane, maxBatchRecords, gathers = false }: LaneSettings,
  folderOf: (partition: number) => LaneFolder,
): Promise<RunningSubscription> {
  const partitions = new Map<number, { readonly folder: LaneFolder; epoch: number; offset: number }>();

  async function claim(partition: number): Promise<number> {
    const { epoch, offset } = await ports.state.claim({ lane, partition });
    const end = (await ports.log.bounds(topic)).find((bounds) => bounds.partition === partition)?.end ?? 0;
    if (offset > end)
      throw new Error(
        `The ${lane} state stands at offset ${offset} of ${topic}/${partition}, but the log ends at ${end}: the log lost records. Rebuild the state.`,
      );
    const folder = partitions.get(partition)?.folder ?? folderOf(partition);
    await folder.open();
    partitions.set(partition, { folder, epoch, offset });
    return offset;
  }

  return ports.log.subscribe({
    topic,
    group: `attune-${lane}`,
    maxBatchRecords,
    startOffset: claim,
    async handle({ partition, records, endOffset }) {
      const owned = partitions.get(partition);
      if (owned === undefined) return claim(partition);
      const fresh = records.filter((record) => record.offset >= owned.offset);
      const last = fresh.at(-1);
      if (last === undefined) return owned.offset;
      const nextOffset = last.offset + 1;
      const startedMs = performance.now();
      const batch = await owned.folder.fold(fresh);
      await batch.publish();
      const outcome = await ports.state.commit({
        lane,
        partition,
        epoch: owned.epoch,
        expectedOffset: owned.offset,
        nextOffset,
        puts: batch.puts(),
      });
      if (outcome === "fenced") throw new LaneFenced(`${lane}/${partition} was taken over by another worker.`);
      if (outcome === "offset-mismatch") return claim(partition);
      owned.offset = nextOffset;
      owned.folder.committed(endOffset - nextOffset);
      ports.vitals.committed(lane, partition, fresh.length, endOffset - nextOffset);
      if (gathers && fresh.length >= GATHER_FROM_RECORDS && fresh.length < maxBatchRecords) {
        await pause(Math.min(GATHER_MS, 2 * (performance.now() - startedMs)));
      }
      return nextOffset;
    },
  });
}
