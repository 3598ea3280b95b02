import { setTimeout as pause } from "node:timers/promises";
import { type Log, type LogRecord, LogUnavailable, type RunningSubscription } from "@attune/core/ports/log";
import type { LaneName } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";
import type { LaneWatcher } from "./checkpoints/checkpointer.ts";
import { type LaneStartPorts, laneStart } from "./checkpoints/lane-start.ts";
import { isBeingReplaced } from "./checkpoints/replace-state.ts";
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

/** How often is looked whether whoever took a partition over gets on with it, and whether a log is back. */
const LOOK_MS = 250;
/** So many looks without a step forwards, while records wait, say that nobody works there: a worker that was killed after its claim. */
const STALLED_LOOKS = 20;

/**
 * Runs a lane over the partitions it is given: claim, seek to the stored offset, then for each batch fold -> publish -> commit state and
 * offset in one step. A refused commit means that what is in memory is not what is stored. Where the offset is another one: forget, claim again,
 * read again. Where another owner claimed: give the partition up, until the log assigns it anew or the other one stands still. Whoever is
 * fenced never claims back at once, so that two owners cannot take a partition from each other in turns.
 */
export async function runLane(
  ports: LaneStartPorts & { readonly log: Log; readonly vitals: Pick<WorkerVitalsCount, "committed">; readonly watcher?: LaneWatcher },
  { topic, lane, maxBatchRecords, gathers = false }: LaneSettings,
  folderOf: (partition: number) => LaneFolder,
): Promise<RunningSubscription> {
  const partitions = new Map<number, { readonly folder: LaneFolder; readonly epoch: number; offset: number }>();
  const givenUp = new Map<number, { readonly offset: number; readonly looks: number }>();
  const stopping = new AbortController();

  async function claim(partition: number): Promise<number> {
    const claimed = await ports.state.claim({ lane, partition });
    const bounds = (await ports.log.bounds(topic)).find((each) => each.partition === partition) ?? { begin: 0, end: 0 };
    const offset = await laneStart(ports, { lane, partition }, claimed, topic, bounds);
    // A new one each time: a batch of before the claim may still be in hand, and what it changes in memory must not be seen.
    const folder = folderOf(partition);
    await folder.open();
    givenUp.delete(partition);
    partitions.set(partition, { folder, epoch: claimed.epoch, offset });
    ports.watcher?.claimed({ lane, partition }, { epoch: claimed.epoch, offset });
    return offset;
  }

  /** Answers where the other owner stands; takes the partition back when that is where it stood for long although records wait. */
  async function keepAway(partition: number, here: number): Promise<number> {
    await pause(LOOK_MS);
    const offset = await ports.state.offset({ lane, partition });
    const last = givenUp.get(partition);
    const looks = last?.offset === offset ? last.looks + 1 : 0;
    if (looks >= STALLED_LOOKS) return claim(partition);
    givenUp.set(partition, { offset, looks });
    return isBeingReplaced(offset) ? here : offset;
  }

  /** Waits for a log that is away with the batch in hand: to end over it would cost a session's time once the log is back, and the same batch again. */
  async function publish(batch: FoldedBatch): Promise<void> {
    for (;;) {
      try {
        return await batch.publish();
      } catch (cause) {
        if (!(cause instanceof LogUnavailable) || stopping.signal.aborted) throw cause;
        await pause(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const running = await ports.log.subscribe({
    topic,
    group: `attune-${lane}`,
    maxBatchRecords,
    startOffset: claim,
    async handle({ partition, records, endOffset }) {
      const owned = partitions.get(partition);
      if (owned === undefined) return givenUp.has(partition) ? keepAway(partition, records[0]?.offset ?? endOffset) : claim(partition);
      const fresh = records.filter((record) => record.offset >= owned.offset);
      const last = fresh.at(-1);
      if (last === undefined) return owned.offset;
      const nextOffset = last.offset + 1;
      const startedMs = performance.now();
      const batch = await owned.folder.fold(fresh);
      await publish(batch);
      const puts = batch.puts();
      const outcome = await ports.state.commit({ lane, partition, epoch: owned.epoch, expectedOffset: owned.offset, nextOffset, puts });
      // Our own next claim, after the log assigned the partition anew while this batch was in hand.
      const current = partitions.get(partition);
      if (current !== owned) return current?.offset ?? keepAway(partition, owned.offset);
      if (outcome === "fenced") {
        partitions.delete(partition);
        return keepAway(partition, owned.offset);
      }
      if (outcome === "offset-mismatch") return claim(partition);
      owned.offset = nextOffset;
      ports.watcher?.committed({ lane, partition, puts, nextOffset });
      owned.folder.committed(endOffset - nextOffset);
      ports.vitals.committed(lane, partition, fresh.length, endOffset - nextOffset);
      if (gathers && fresh.length >= GATHER_FROM_RECORDS && fresh.length < maxBatchRecords) {
        await pause(Math.min(GATHER_MS, 2 * (performance.now() - startedMs)));
      }
      return nextOffset;
    },
  });
  return {
    finished: running.finished,
    stop() {
      stopping.abort();
      return running.stop();
    },
  };
}
