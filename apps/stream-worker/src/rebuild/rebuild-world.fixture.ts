import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import type { CheckpointStore } from "@attune/core/ports/checkpoint-store";
import { eventLayout } from "@attune/core/ports/event-layout";
import type { Log } from "@attune/core/ports/log";
import type { StateStore } from "@attune/core/ports/state-store";
import { TOPICS } from "@attune/core/ports/topics";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { pino } from "pino";
import { codec, EVENTS, eventStream, START_MS } from "../event-stream.fixture.ts";
import { laneTopic } from "../lane-topic.ts";
import { startWorker } from "../worker.ts";
import { workerCounters } from "../worker-counters.ts";
import { workerVitals } from "../worker-vitals.ts";
import { FOLDED_LANES, type FoldedLane } from "./lane-aside.ts";
import { type RebuildWish, rebuildLane } from "./rebuild-lane.ts";

export const PROVE: RebuildWish = { from: undefined, verify: true };
const END_MS = START_MS + EVENTS * 7_000;
export const LANES: readonly FoldedLane[] = FOLDED_LANES.flatMap((lane) =>
  Array.from({ length: TOPICS[laneTopic(lane)].partitions }, (_, partition) => ({ lane, partition })),
);

/** A platform's log, state and worker, in batches of a size that nobody who folds anew knows of. */
export function rebuildWorld(
  { log, state, checkpoints }: { readonly log: Log; readonly state: StateStore; readonly checkpoints: CheckpointStore },
  seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9)),
) {
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const smallBatches: Log = {
    ...log,
    subscribe: (subscription) => log.subscribe({ ...subscription, maxBatchRecords: 20 + Math.floor(random() * 60) }),
  };
  const records = eventStream(random);
  const start = () =>
    startWorker({
      log: smallBatches,
      state,
      checkpoints,
      codec,
      control: { load: async () => undefined },
      keyedHash,
      recordDecisions: async () => undefined,
      setUsage: async () => undefined,
      clock: () => END_MS,
      logger: pino({ level: "silent" }),
      counters: workerCounters(),
      vitals: workerVitals({ takeVitals: () => ({ pid: 1, loopDelayMs: 0, busy: 0, residentBytes: 0 }), clock: Date.now }),
    });
  return {
    log,
    state,
    checkpoints,
    start,
    rebuild: (lane: FoldedLane, wish: RebuildWish) => rebuildLane({ log, state, checkpoints, codec }, lane, wish),
    /** Some of the stream, with ticks in between as a worker writes them. */
    async live(from: number, to: number): Promise<void> {
      for (let i = from; i < to; i += 100) {
        const some = records.slice(Math.floor((records.length * i) / EVENTS), Math.floor((records.length * (i + 100)) / EVENTS));
        await log.append("events", some);
        const value = codec.lane.encode({ kind: "tick", atMs: START_MS + (i + 100) * 7_000 });
        await log.append(
          "events",
          eventPartitionNumbers().map((partition) => ({ partition, key: "tick", value, timestampMs: START_MS })),
        );
      }
    },
    async folded(): Promise<void> {
      for (let quiet = 0; quiet < 3; ) {
        await new Promise((resolve) => setTimeout(resolve, quiet === 0 ? 1 : 20));
        const behind = await Promise.all(
          (await lanesIn(log)).map(async (lane) => {
            const end = (await log.bounds(laneTopic(lane.lane)))[lane.partition]?.end ?? 0;
            return (await state.offset(lane)) < end;
          }),
        );
        quiet = behind.some(Boolean) ? 0 : quiet + 1;
      }
    },
  };
}

function eventPartitionNumbers(): number[] {
  const { first, count } = eventLayout();
  return Array.from({ length: count }, (_, i) => first + i);
}

async function lanesIn(log: Log): Promise<FoldedLane[]> {
  const found = await Promise.all(
    FOLDED_LANES.map(async (lane) => (await log.bounds(laneTopic(lane))).map(({ partition }) => ({ lane, partition }))),
  );
  return found.flat();
}
