import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StateStore } from "@attune/core/ports/state-store";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { Logger } from "pino";
import { deadLetters } from "./dead-letters.ts";
import { itemLane } from "./item-lane.ts";
import { runLane } from "./lane-runner.ts";
import { learnerLane } from "./learner-lane.ts";
import { liveMetrics } from "./live-metrics.ts";
import { vectorPublisher } from "./publish-vectors.ts";
import { repeat } from "./repeat.ts";
import { ticker } from "./ticker.ts";
import { userLane } from "./user-lane.ts";
import type { WorkerCounters } from "./worker-counters.ts";

export interface WorkerPorts {
  readonly log: Log;
  readonly state: StateStore;
  readonly codec: RecordCodec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: WorkerCounters;
}

export interface RunningWorker {
  /** Rejects when a lane failed: the process must end and be started again. */
  readonly finished: Promise<void>;
  /** Resolves after the batches in hand were committed. */
  stop(): Promise<void>;
}

/** The slow door: user lane, item lane and learner lane over the log, with ticks, live metrics and retention beside them. */
export async function startWorker(ports: WorkerPorts): Promise<RunningWorker> {
  const { log, logger, counters } = ports;
  const live = liveMetrics(ports);
  const ticks = ticker(ports);
  const vectors = vectorPublisher(ports);
  const parkDead = deadLetters(log, ports.clock);
  const park: typeof parkDead = async (letters) => {
    if (letters.length > 0) logger.warn({ count: letters.length, first: String(letters[0]?.error) }, "records were parked as dead letters");
    counters.deadLetters.inc(letters.length);
    await parkDead(letters);
  };

  const lanes = await Promise.all([
    runLane(ports, { topic: "events", lane: "users", maxBatchRecords: 1000 }, (partition) =>
      userLane(
        {
          ...ports,
          park,
          observe: (effects, from, lag) => {
            if (effects.folded.length + effects.pending.length > 0) ticks.active(from);
            live.folded(effects, from, lag);
            counters.folded.inc(effects.folded.length);
            counters.lag.set({ lane: "users", partition: String(from) }, lag);
          },
        },
        partition,
      ),
    ),
    // An item is written once in a batch however often it was touched: when much waits, large batches write less.
    runLane(ports, { topic: "item-deltas", lane: "items", maxBatchRecords: 10_000, gathers: true }, (partition) =>
      itemLane({ ...ports, park, publishVectors: vectors.publish }, partition),
    ),
    runLane(ports, { topic: "examples", lane: "learner", maxBatchRecords: 1000 }, (partition) =>
      learnerLane({ ...ports, park, observe: live.learned }, partition),
    ),
  ]);

  const report = (what: string) => (cause: unknown) => logger.error({ err: cause }, `${what} failed; it is tried again`);
  const timers = [
    repeat(1000, ticks.tick, report("ticking")),
    repeat(1000, live.publish, report("publishing live metrics")),
    repeat(1000, vectors.flush, report("publishing vectors")),
    repeat(60_000, () => trimAll(log, ports.clock), report("trimming the log")),
  ];

  return {
    finished: Promise.race(lanes.map((lane) => lane.finished)),
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

async function trimAll(log: Log, clock: Clock): Promise<void> {
  for (const topic of Object.keys(TOPICS) as TopicName[]) await log.trim(topic, clock());
}
