// How throughput grows with the workers: measured at some numbers of them on this machine, and simulated with what one of them cost.
import { availableParallelism } from "node:os";
import { kafkaCosts } from "../baseline/kafka-costs.ts";
import { loadCatalogue } from "../measure/load-catalogue.ts";
import { eventStream, FOLD_LIMIT_SECONDS, PER_BATCH, sendEvents } from "../measure/send-events.ts";
import type { Session } from "../measure/session.ts";
import type { BenchOptions } from "../options.ts";
import { type BenchPlatform, startBenchPlatform } from "../platform/bench-platform.ts";
import { type CpuSeconds, cpuOf } from "../platform/cpu-of.ts";
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

/** One platform with that many workers. */
export interface MeasuredScale {
  readonly workers: number;
  /** Accepted and folded at the same time. */
  readonly sustainedPerSecond: number;
  /** Folded while nothing came. */
  readonly foldedPerSecond: number;
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
  if (costs !== undefined && waits !== undefined)
    reportScale(report, { people: options.people, cores: availableParallelism(), costs, waits, measured });
}

/** A third of the events accepted and folded together, a third into the log while no worker runs, and folded then. */
async function measureOne(session: Session, workers: number) {
  const { platform, shop, size } = session;
  const share = Math.floor((size.people * EVENTS_OF_A_PERSON) / 3);
  const micros = (seconds: CpuSeconds, place: keyof CpuSeconds, events: number) => (1e6 * (seconds[place] ?? 0)) / events;

  const startMs = performance.now();
  await sendEvents(session, eventStream(session, shop.batches(share, PER_BATCH)));
  await folded(platform);
  const sustainedPerSecond = share / ((performance.now() - startMs) / 1000);

  await Promise.all(platform.workers.map((worker) => worker.stop()));
  const into = await cpuOf(platform, () => sendEvents(session, eventStream(session, shop.batches(share, PER_BATCH))));
  await Promise.all(platform.workers.map((worker) => worker.start()));
  const foldStartMs = performance.now();
  // A worker may have begun before the last of them was ready.
  const waiting = await platform.progress.lag("users");
  const out = await cpuOf(platform, () => folded(platform));
  const foldedPerSecond = waiting / ((performance.now() - foldStartMs) / 1000);

  return {
    scale: { workers, sustainedPerSecond, foldedPerSecond },
    workerMicros: micros(out.seconds, "worker", waiting),
    costs: {
      generator: (1e6 * into.result.generatorCores * into.result.elapsedSeconds) / share,
      api: micros(into.seconds, "api", share),
      kafkaAppend: micros(into.seconds, "kafka", share),
      kafkaFold: micros(out.seconds, "kafka", waiting),
      redis: micros(out.seconds, "redis", waiting),
      index: micros(out.seconds, "qdrant", waiting),
    },
  };
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

function folded({ progress }: BenchPlatform): Promise<void> {
  return progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
}
