import { setTimeout as pause } from "node:timers/promises";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import type { LaneName as AnyLane } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";

const LANES = { users: "events", items: "item-deltas", learner: "examples" } as const satisfies Partial<Record<AnyLane, TopicName>>;
/** The lanes that the load goes through. */
type LaneName = keyof typeof LANES;
const LOOK_MS = 5;

/** How far folding is, read from the platform's own log and state while it works. */
export function foldProgress(dataFolder: string) {
  const log = embeddedLog(dataFolder);
  const state = embeddedStateStore(dataFolder);

  /** Records of a lane that are in the log and not folded. */
  async function lag(lane: LaneName): Promise<number> {
    const bounds = await log.bounds(LANES[lane]);
    const lags = await Promise.all(
      bounds.map(async ({ partition, begin, end }) => end - Math.max(begin, await state.offset({ lane, partition }))),
    );
    return lags.reduce((sum, one) => sum + one, 0);
  }

  /** Resolves when all the lanes have folded everything at the same look; rejects after `limitSeconds`. */
  async function caughtUp(lanes: readonly LaneName[], limitSeconds: number): Promise<void> {
    const deadlineMs = performance.now() + limitSeconds * 1000;
    for (;;) {
      const lags = await Promise.all(lanes.map(lag));
      if (lags.every((one) => one === 0)) return;
      if (performance.now() > deadlineMs)
        throw new Error(`after ${limitSeconds} s the lanes ${lanes.join(", ")} are still ${lags.join(", ")} records behind`);
      await pause(LOOK_MS);
    }
  }

  return {
    lag,
    caughtUp,
    state,
    async close() {
      await Promise.all([log.close(), state.close()]);
    },
  };
}
