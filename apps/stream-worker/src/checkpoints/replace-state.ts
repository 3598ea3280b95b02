import type { CheckpointEntry } from "@attune/core/ports/checkpoint-store";
import type { LaneClaim, LanePartition, StateStore } from "@attune/core/ports/state-store";

/**
 * An offset from here on says that the partition's state is being replaced, step by step: no log reaches it. Whoever claims such a partition must not
 * fold, because half of the state is the old one.
 */
const REPLACING = 2 ** 52;
const PUTS_PER_STEP = 2_000;

export function isBeingReplaced(offset: number): boolean {
  return offset >= REPLACING;
}

/** What is there goes, what comes is put: changes that leave nothing but `entries`. */
export async function* leavingOnly(
  state: Pick<StateStore, "scan">,
  lane: LanePartition,
  entries: AsyncIterable<CheckpointEntry> | undefined,
): AsyncGenerator<CheckpointEntry> {
  for await (const { key } of state.scan(lane, "")) yield [key, null];
  if (entries !== undefined) yield* entries;
}

/**
 * Puts `changes` and stands at `nextOffset` afterwards, fenced by the claim: in one commit when there are few, else in steps under a mark that stays when we
 * are killed in between, so that whoever comes next begins anew. Each step raises the mark, which tells a fenced owner that somebody is at work.
 */
export async function replaceState(
  state: Pick<StateStore, "commit">,
  lane: LanePartition,
  claim: LaneClaim,
  changes: AsyncIterable<CheckpointEntry>,
  nextOffset: number,
): Promise<void> {
  let expectedOffset = claim.offset;
  async function step(puts: readonly CheckpointEntry[], next: number): Promise<void> {
    const outcome = await state.commit({ ...lane, epoch: claim.epoch, expectedOffset, nextOffset: next, puts });
    if (outcome !== "committed")
      throw new Error(`Somebody else claimed ${lane.lane}/${lane.partition} while its state was replaced (${outcome}).`);
    expectedOffset = next;
  }
  let puts: CheckpointEntry[] = [];
  for await (const change of changes) {
    if (puts.length === PUTS_PER_STEP) {
      await step(puts, isBeingReplaced(expectedOffset) ? expectedOffset + 1 : REPLACING);
      puts = [];
    }
    puts.push(change);
  }
  await step(puts, nextOffset);
}
