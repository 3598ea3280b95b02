import { setTimeout as pause } from "node:timers/promises";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { LaneName as AnyLane } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";

const LANES = { users: "events", items: "item-deltas", learner: "examples" } as const satisfies Partial<Record<AnyLane, TopicName>>;
/** The lanes that the load goes through. */
type LaneName = keyof typeof LANES;
const LOOK_MS = 5;
/** A look at servers costs them something. */
const LOOK_AT_SERVERS_MS = 25;
const ROUND_TRIPS = 200;

/** How far folding is, read from the platform's own log and state while it works. */
export async function foldProgress(dataFolder: string, addresses: ServiceAddresses) {
  const [log, stores] = await Promise.all([
    openLog(dataFolder, addresses),
    openStores(dataFolder, addresses, { report: (problem) => console.error(`  bench: ${problem}`) }),
  ]);
  const lookMs = addresses.KAFKA_BROKERS === undefined ? LOOK_MS : LOOK_AT_SERVERS_MS;

  /** Records of a lane that are in the log and not folded. */
  async function lag(lane: LaneName): Promise<number> {
    const bounds = await log.bounds(LANES[lane]);
    const lags = await Promise.all(
      bounds.map(async ({ partition, begin, end }) => end - Math.max(begin, await stores.state.offset({ lane, partition }))),
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
      await pause(lookMs);
    }
  }

  /** What it takes to ask the state store for one value, as a LatencySketch of ms. */
  async function stateRoundTrips(): Promise<LatencySketch> {
    const sketch = new LatencySketch();
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const startMs = performance.now();
      await stores.state.offset({ lane: "users", partition: 0 });
      sketch.add(performance.now() - startMs);
    }
    return sketch;
  }

  return {
    lag,
    stateRoundTrips,
    caughtUp,
    async close() {
      await Promise.all([log.close(), stores.close()]);
    },
  };
}

export type FoldProgress = Awaited<ReturnType<typeof foldProgress>>;
