import { personTagger } from "@attune/core/identity/person-tag";
import { type KeyedHash, subjectAliaser } from "@attune/core/identity/subject-alias";
import type { CheckpointStore } from "@attune/core/ports/checkpoint-store";
import type { Clock } from "@attune/core/ports/clock";
import type { ControlSource } from "@attune/core/ports/control";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { LanePartition, StateStore } from "@attune/core/ports/state-store";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { LedgerEntry } from "@attune/db/consent-ledger";
import type { Logger } from "pino";
import { checkpointer } from "./checkpoints/checkpointer.ts";
import { deadLetters } from "./dead-letters.ts";
import type { ErasurePorts } from "./erasure/erasure-ports.ts";
import { erasureRunner } from "./erasure/erasure-runner.ts";
import { itemLane } from "./item-lane.ts";
import { runLane } from "./lane-runner.ts";
import { learnerLane } from "./learner-lane.ts";
import { ledgerLane } from "./ledger-lane.ts";
import { liveMetrics } from "./live-metrics.ts";
import { vectorPublisher } from "./publish-vectors.ts";
import { leaveFormerPartitions } from "./repartition/leave-former-partitions.ts";
import { repeat } from "./repeat.ts";
import { standingRestorer } from "./restore-standings.ts";
import { GivenUp } from "./retry-until.ts";
import { measureStorage } from "./storage-meter.ts";
import { tenantDirectory } from "./tenant-directory.ts";
import { ticker } from "./ticker.ts";
import { type TenantUsageRow, usageProjector } from "./usage-projector.ts";
import { userLane } from "./user-lane.ts";
import type { WorkerCounters } from "./worker-counters.ts";
import type { WorkerVitalsCount } from "./worker-vitals.ts";

export interface WorkerPorts {
  readonly log: Log;
  readonly state: StateStore;
  /** Where copies of the state go; a worker without it writes none and restores none. */
  readonly checkpoints?: CheckpointStore;
  readonly codec: RecordCodec;
  readonly control: ControlSource;
  readonly keyedHash: KeyedHash;
  /** Into the consent ledger, each once, however often it is brought. */
  readonly recordDecisions: (entries: readonly LedgerEntry[]) => Promise<unknown>;
  /** Replaces what the same source counted before. */
  readonly setUsage: (rows: readonly TenantUsageRow[]) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: WorkerCounters;
  readonly vitals: WorkerVitalsCount;
  /** What forgetting people takes; a worker without it leaves that to another. */
  readonly erasing?: Pick<
    ErasurePorts,
    "standings" | "keptAnswers" | "erasures" | "scanStores" | "forgetInApi" | "certify" | "graceMs" | "leaseMs"
  >;
}

export interface RunningWorker {
  /** Rejects when a lane failed: the process must end and be started again. */
  readonly finished: Promise<void>;
  /** Resolves after the batches in hand were committed. */
  stop(): Promise<void>;
}

/** Tags of people whose decisions came last. */
const HOT_TAGS = 10_000;
const PROJECT_USAGE_MS = 5_000;
const ERASE_MS = 1_000;
const LOOK_FOR_CHECKPOINTS_MS = 1_000;
const MEASURE_STORAGE = { firstAfterMs: 15_000, everyMs: 600_000 } as const;

/** The slow door: user lane, item lane and learner lane over the log, with ticks, live metrics and retention beside them. */
export async function startWorker(ports: WorkerPorts): Promise<RunningWorker> {
  const { log, logger, counters } = ports;
  const live = liveMetrics(ports);
  const ticks = ticker(ports);
  const vectors = vectorPublisher(ports);
  const findTenants = tenantDirectory(ports.control);
  const usage = usageProjector({ findTenants, setUsage: ports.setUsage });
  const tagOf = personTagger(ports.keyedHash, HOT_TAGS);
  const stopping = new AbortController();
  const report = (what: string) => (cause: unknown) => logger.error({ err: cause }, `${what} failed; it is tried again`);
  const parkDead = deadLetters(log, ports.clock);
  const park: typeof parkDead = async (letters) => {
    if (letters.length > 0) logger.warn({ count: letters.length, first: String(letters[0]?.error) }, "records were parked as dead letters");
    counters.deadLetters.inc(letters.length);
    await parkDead(letters);
  };

  const checkpoints =
    ports.checkpoints === undefined
      ? undefined
      : checkpointer({ ...ports, checkpoints: ports.checkpoints }, report("writing a checkpoint"));
  await leaveFormerPartitions(ports.state);
  const lanePorts = { ...ports, ...(checkpoints && { watcher: checkpoints.watcher }) };

  const lanes = await Promise.all([
    runLane(lanePorts, { topic: "events", lane: "users", maxBatchRecords: 1000 }, (partition) =>
      userLane(
        {
          ...ports,
          park,
          observe: (effects, from, lag) => {
            ticks.folded(from, effects.folded.length + effects.pending.length > 0);
            live.folded(effects, from, lag);
            counters.folded.inc(effects.folded.length);
            counters.lag.set({ lane: "users", partition: String(from) }, lag);
          },
          counted: usage.counted,
          ...(ports.erasing && { restoreStandings: standingRestorer({ ...ports.erasing, findTenants, tagOf }) }),
        },
        partition,
      ),
    ),
    // An item is written once in a batch however often it was touched: when much waits, large batches write less.
    runLane(lanePorts, { topic: "item-deltas", lane: "items", maxBatchRecords: 10_000, gathers: true }, (partition) =>
      itemLane({ ...ports, park, publishVectors: vectors.publish }, partition),
    ),
    runLane(lanePorts, { topic: "examples", lane: "learner", maxBatchRecords: 1000 }, (partition) =>
      learnerLane({ ...ports, park, observe: live.learned }, partition),
    ),
    runLane(lanePorts, { topic: "consent-decisions", lane: "ledger", maxBatchRecords: 500 }, (partition) =>
      ledgerLane({ ...ports, findTenants, tagOf, park, report: report("recording consent decisions") }, partition, stopping.signal),
    ),
  ]);

  const erasing = () => {
    if (ports.erasing === undefined) return [];
    const findTenant = async (id: string) => (await findTenants([id])).get(id);
    const subjectOf = subjectAliaser(ports.keyedHash, 1);
    const renewCheckpoints = async (lanes: readonly LanePartition[]) => checkpoints?.renew(lanes);
    const runner = erasureRunner({ ...ports, ...ports.erasing, renewCheckpoints, findTenant, subjectOf, tagOf }, stopping.signal);
    return [repeat(ERASE_MS, runner.run, report("forgetting somebody"))];
  };

  let measureAtMs = ports.clock() + MEASURE_STORAGE.firstAfterMs;
  const measureWhenDue = async (): Promise<void> => {
    if (ports.clock() < measureAtMs) return;
    const bytesByTenant = await measureStorage(ports, stopping.signal);
    measureAtMs = ports.clock() + MEASURE_STORAGE.everyMs;
    if (bytesByTenant !== undefined) usage.measured(bytesByTenant, ports.clock());
  };
  const timers = [
    repeat(1000, ticks.tick, report("ticking")),
    repeat(1000, live.publish, report("publishing live metrics")),
    repeat(1000, vectors.flush, report("publishing vectors")),
    repeat(PROJECT_USAGE_MS, usage.project, report("projecting usage")),
    repeat(PROJECT_USAGE_MS, measureWhenDue, report("measuring storage")),
    repeat(60_000, () => trimAll(log, ports.clock), report("trimming the log")),
    ...(checkpoints === undefined ? [] : [repeat(LOOK_FOR_CHECKPOINTS_MS, checkpoints.run, report("writing checkpoints"))]),
    ...erasing(),
  ];

  return {
    finished: Promise.race(lanes.map((lane) => lane.finished.catch(unlessGivenUp))),
    async stop() {
      stopping.abort();
      await Promise.all(timers.map((timer) => timer.stop()));
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

/** What the ledger had in hand while Postgres was away comes again at the next start. */
function unlessGivenUp(cause: unknown): void {
  if (!(cause instanceof GivenUp)) throw cause;
}

async function trimAll(log: Log, clock: Clock): Promise<void> {
  for (const topic of Object.keys(TOPICS) as TopicName[]) await log.trim(topic, clock());
}
