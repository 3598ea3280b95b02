// How throughput grows with the workers: measured at some numbers of them on this machine, and simulated with what one of them cost.
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { kafkaCosts } from "../baseline/kafka-costs.ts";
import type { LoadOutcome } from "../load/load-plan.ts";
import { loadCatalogue } from "../measure/load-catalogue.ts";
import { eventStream, FOLD_LIMIT_SECONDS, PER_BATCH, sendEvents, sentInBatches } from "../measure/send-events.ts";
import type { Session } from "../measure/session.ts";
import type { BenchOptions } from "../options.ts";
import { type BenchPlatform, startBenchPlatform } from "../platform/bench-platform.ts";
import { type CpuSeconds, cpuOf } from "../platform/cpu-of.ts";
import { machineCpuSeconds } from "../platform/machine-cpu.ts";
import { beginProfile } from "../report/begin-profile.ts";
import { quantilesOf } from "../report/figures.ts";
import type { Profiles } from "../report/profiles.ts";
import type { Report } from "../report/report.ts";
import { sharesOf } from "../report/shares-of.ts";
import { shop } from "../workload/shop.ts";
import { laneOf } from "./lane-of.ts";
import { reportScale } from "./report-scale.ts";
import type { EventCosts, Waits } from "./simulate-fold.ts";

const EVENTS_OF_A_PERSON = 20;
/** Of a full log, what is left when folding counts as under way. */
const UNDER_WAY = 0.9;
const LOOK_MS = 10;
const LEAST_CORES = 0.1;

/** One platform with that many workers. */
export interface MeasuredScale {
  readonly workers: number;
  /** Accepted and folded at the same time. */
  readonly sustained: Throughput;
  /** Folded while nothing came. */
  readonly folded: Throughput;
}

export interface Throughput {
  readonly perSecond: number;
  /** What other programs left of the machine meanwhile. */
  readonly coresLeft: number;
}

export async function measureScale(options: BenchOptions, report: Report, profiles: Profiles): Promise<void> {
  const measured: MeasuredScale[] = [];
  let costs: EventCosts | undefined;
  let waits: Waits | undefined;
  for (const workers of options.workers) {
    // The first platform's costs are what is simulated; the inspector is how its worker's time is told apart by lane.
    const platform = await startBenchPlatform({ onServices: true, workers, inspect: true });
    try {
      const { seed, seconds, people } = options;
      const items = options.items[0] as number;
      const session: Session = { platform, shop: shop({ items, people, seed }), size: { items, people }, report, profiles, seconds, seed };
      await loadCatalogue(session);
      const one = await measureOne(session, workers);
      measured.push(one.scale);
      if (costs === undefined) {
        costs = { ...one.costs, ...(await laneCosts(session, one.workerMicros)) };
        waits = await waitsOf(platform);
      }
    } finally {
      await platform.stop();
    }
  }
  if (costs !== undefined && waits !== undefined) reportScale(report, { people: options.people, costs, waits, measured });
}

/** A third of the events accepted and folded together, a third into the log while no worker runs, and folded then. */
async function measureOne(session: Session, workers: number) {
  const { platform, shop, size } = session;
  const share = Math.floor((size.people * EVENTS_OF_A_PERSON) / 3);
  const batches = () => eventStream(session, shop.batches(share, PER_BATCH));
  const both = await timed(platform, async () => {
    const load = await sendEvents(session, batches());
    await folded(platform);
    return load;
  });

  await Promise.all(platform.workers.map((worker) => worker.stop()));
  const into = await timed(platform, () => sendEvents(session, batches()));
  const full = await platform.progress.lag("users");
  await Promise.all(platform.workers.map((worker) => worker.start()));
  const waiting = await underWay(platform, full);
  const out = await timed(platform, () => folded(platform));

  const micros = (seconds: CpuSeconds, place: keyof CpuSeconds, events: number) => (1e6 * (seconds[place] ?? 0)) / events;
  const sent = sentInBatches(into.result);
  const kafkaAppend = micros(into.cpu, "kafka", sent);
  return {
    scale: {
      workers,
      sustained: { perSecond: sentInBatches(both.result) / both.seconds, coresLeft: both.coresLeft },
      folded: { perSecond: waiting / out.seconds, coresLeft: out.coresLeft },
    },
    workerMicros: micros(out.cpu, "worker", waiting),
    costs: {
      generator: (1e6 * generatorSeconds(into.result)) / sent,
      api: micros(into.cpu, "api", sent),
      kafkaAppend,
      kafkaFold: Math.max(0, micros(out.cpu, "kafka", waiting) - kafkaAppend),
      redis: micros(out.cpu, "redis", waiting),
      index: micros(out.cpu, "qdrant", waiting),
    },
  };
}

/** What still waits when folding is under way: until then the partitions look for their workers, and that is not what folding costs. */
async function underWay({ progress }: BenchPlatform, full: number): Promise<number> {
  const deadlineMs = performance.now() + FOLD_LIMIT_SECONDS * 1000;
  for (;;) {
    const waiting = await progress.lag("users");
    if (waiting <= UNDER_WAY * full) return waiting;
    if (performance.now() > deadlineMs) throw new Error(`after ${FOLD_LIMIT_SECONDS} s the workers have not begun to fold`);
    await pause(LOOK_MS);
  }
}

/** How long the work took, what it cost, and what was left of the machine by programs that are no part of it. */
async function timed<T extends LoadOutcome | undefined>(platform: BenchPlatform, work: () => Promise<T>) {
  const [machineBefore, startMs] = [machineCpuSeconds() ?? Number.NaN, performance.now()];
  const { result, seconds: cpu } = await cpuOf(platform, work);
  const seconds = (performance.now() - startMs) / 1000;
  const ours = (result === undefined ? 0 : generatorSeconds(result)) + Object.values(cpu).reduce((sum, one) => sum + one, 0);
  const others = ((machineCpuSeconds() ?? Number.NaN) - machineBefore - ours) / seconds;
  const cores = availableParallelism();
  return { result, seconds, cpu, coresLeft: Number.isFinite(others) ? Math.max(LEAST_CORES, cores - Math.max(0, others)) : cores };
}

function generatorSeconds({ generatorCores, elapsedSeconds }: LoadOutcome): number {
  return generatorCores * elapsedSeconds;
}

/** The worker's time for an event, by lane: as a profile of one more third tells them apart. What no lane called (garbage, clients) is shared likewise. */
async function laneCosts(session: Session, workerMicros: number): Promise<Pick<EventCosts, "userLane" | "itemLane">> {
  const { platform, shop, size } = session;
  const finish = await beginProfile(platform.worker.inspectUrl);
  await sendEvents(session, eventStream(session, shop.batches(Math.floor((size.people * EVENTS_OF_A_PERSON) / 3), PER_BATCH)));
  await folded(platform);
  const shares = sharesOf(await finish(), laneOf);
  const [users, items] = [shares.get("users") ?? 0, shares.get("items") ?? 0];
  return { userLane: (workerMicros * users) / (users + items), itemLane: (workerMicros * items) / (users + items) };
}

/** What a batch waits beside the work that is counted: an append and a commit on idle servers, their median. */
async function waitsOf({ serverAddresses, progress }: BenchPlatform): Promise<Waits> {
  const { append } = await kafkaCosts((serverAddresses["KAFKA_BROKERS"] ?? "").split(","));
  return { appendMs: quantilesOf(append.toJSON()).p50Ms, commitMs: quantilesOf((await progress.stateRoundTrips()).toJSON()).p50Ms };
}

async function folded({ progress }: BenchPlatform): Promise<undefined> {
  await progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
}
