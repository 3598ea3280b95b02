import { eventLayout } from "@attune/core/ports/event-layout";
import { laneUsageKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { replaceState } from "../checkpoints/replace-state.ts";

/**
 * Deletes what is left of people in partitions that they were moved away from; done at each start, because whoever moved them may have been killed right after. The
 * counts by day stay: they are of what was folded there, and whoever projects them asks for them.
 */
export async function leaveFormerPartitions(state: StateStore): Promise<void> {
  for (let partition = 0; partition < eventLayout().first; partition++) {
    const lane = { lane: "users", partition } as const;
    const left: string[] = [];
    for await (const { key } of state.scan(lane, "")) if (!key.startsWith(laneUsageKey(""))) left.push(key);
    if (left.length === 0) continue;
    const claim = await state.claim(lane);
    await replaceState(state, lane, claim, deletionsOf(left), claim.offset);
  }
}

async function* deletionsOf(keys: readonly string[]): AsyncGenerator<readonly [key: string, value: null]> {
  for (const key of keys) yield [key, null];
}
