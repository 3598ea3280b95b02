import type { Clock } from "@attune/core/ports/clock";
import type { LaneClaim, LaneCommit, LanePartition } from "@attune/core/ports/state-store";
import { type LaneCheckpoint, type LaneCheckpointPorts, laneCheckpoint } from "./lane-checkpoint.ts";

/** What the lanes tell whoever copies their state. */
export interface LaneWatcher {
  /** From now on this process owns the partition, or owns it anew. */
  claimed(lane: LanePartition, claim: LaneClaim): void;
  committed(commit: LanePartition & Pick<LaneCommit, "puts" | "nextOffset">): void;
}

const EVERY_MS = 30_000;

/** Copies every lane partition that this worker owns each 30 s, one after the other; one that puts much in between sooner. */
export function checkpointer(ports: LaneCheckpointPorts & { readonly clock: Clock }, report: (cause: unknown) => void) {
  const owned = new Map<string, { readonly checkpoint: LaneCheckpoint; dueMs: number }>();
  const idOf = ({ lane, partition }: LanePartition) => `${lane}/${partition}`;

  /** What is left in the place of a partition that another worker owns is of no use to anybody here. */
  async function discard(lane: LanePartition): Promise<number> {
    return ports.checkpoints.retire(lane, { keep: undefined, former: false });
  }

  const watcher: LaneWatcher = {
    claimed(lane, claim) {
      // The projection of decisions keeps no state.
      if (lane.lane === "ledger") return;
      owned.get(idOf(lane))?.checkpoint.giveUp();
      owned.set(idOf(lane), { checkpoint: laneCheckpoint(ports, lane, claim), dueMs: ports.clock() + EVERY_MS });
    },
    committed(commit) {
      owned.get(idOf(commit))?.checkpoint.committed(commit);
    },
  };

  return {
    watcher,

    /** To be called every second. A partition that cannot be copied does not keep the others from it. */
    async run(): Promise<void> {
      for (const each of owned.values()) {
        const nowMs = ports.clock();
        if (each.dueMs > nowMs && !each.checkpoint.isPressing()) continue;
        each.dueMs = nowMs + EVERY_MS;
        await each.checkpoint.write().catch(report);
      }
    },

    /** Leaves nothing of these partitions in the place of the checkpoints but their state as it is now. Answers how many checkpoints went. */
    async renew(lanes: readonly LanePartition[]): Promise<number> {
      const kept = new Set((await ports.checkpoints.lanes()).map(idOf));
      let gone = 0;
      for (const lane of lanes) {
        if (kept.has(idOf(lane))) gone += (await owned.get(idOf(lane))?.checkpoint.renew()) ?? (await discard(lane));
      }
      return gone;
    },
  };
}
