import type { CheckpointStore } from "@attune/core/ports/checkpoint-store";
import { firstFoldable } from "@attune/core/ports/event-layout";
import type { PartitionBounds } from "@attune/core/ports/log";
import type { LaneClaim, LanePartition, StateStore } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";
import { isBeingReplaced, leavingOnly, replaceState } from "./replace-state.ts";

export interface LaneStartPorts {
  readonly state: StateStore;
  readonly checkpoints?: Pick<CheckpointStore, "newest">;
}

/**
 * Where a lane partition that was just claimed goes on. That is the stored offset while the log has what follows it. Where state was lost and retention
 * has passed over what would fold it again, it is the newest checkpoint, which then replaces what is stored; without one nothing is folded, because the
 * result would look like a state and be none.
 */
export async function laneStart(
  ports: LaneStartPorts,
  lane: LanePartition,
  claim: LaneClaim,
  topic: TopicName,
  { begin, end }: Pick<PartitionBounds, "begin" | "end">,
): Promise<number> {
  const { offset } = claim;
  const foldable = firstFoldable(lane.lane, lane.partition, begin);
  const half = isBeingReplaced(offset);
  if (offset > end && !half)
    throw new Error(
      `The ${lane.lane} state stands at offset ${offset} of ${topic}/${lane.partition}, but the log ends at ${end}: the log lost records. Rebuild the state.`,
    );
  // The projection of decisions keeps no state that could be torn.
  if (!half && (offset >= foldable || lane.lane === "ledger")) return offset;
  const checkpoint = await ports.checkpoints?.newest(lane, { begin: foldable, end });
  if (checkpoint === undefined) {
    const stands = half
      ? "was being replaced when that was broken off"
      : `stands at offset ${offset}, which ${topic}/${lane.partition} has lost (it begins at ${foldable})`;
    throw new Error(
      `The ${lane.lane} state of partition ${lane.partition} ${stands}, and there is no checkpoint: npm run rebuild -- --lane ${lane.lane} --partition ${lane.partition}`,
    );
  }
  await replaceState(ports.state, lane, claim, leavingOnly(ports.state, lane, checkpoint.entries()), checkpoint.offset);
  return checkpoint.offset;
}
