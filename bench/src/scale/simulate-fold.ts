import { partitionOf } from "@attune/core/identity/partition-of";
import { Machine, type Station } from "./machine.ts";

/** Processor time in µs that one event takes in each process, from its acceptance to the last of its folds; as measured with one worker. A type and not an interface, so that its entries are known to be numbers. */
export type EventCosts = {
  /** Who sends the events, where it shares the machine. */
  readonly generator: number;
  readonly api: number;
  /** The broker's part in appending one record, of an event or of what it means for items. */
  readonly kafkaAppend: number;
  /** What else the broker does while an event is folded: handing it out above all. */
  readonly kafkaFold: number;
  readonly userLane: number;
  readonly itemLane: number;
  readonly redis: number;
  /** Vectors that the fold moved, written into Qdrant; nobody waits for that. */
  readonly index: number;
};

export interface Deployment {
  readonly apis: number;
  readonly workers: number;
  readonly userPartitions: number;
  readonly itemPartitions: number;
  /** Of the machine that all processes share; `Infinity` when each has a machine of its own. */
  readonly cores: number;
  readonly kafkaThreads: number;
}

export interface FoldLoad {
  readonly events: number;
  readonly people: number;
  /** Whether they come through the apis while the workers fold, or lie in the log already. */
  readonly from: "apis" | "log";
}

/** A batch's waits that nobody works for, ms: an append to its acknowledgement, and a commit to its answer, beyond the processor time of either. */
export interface Waits {
  readonly appendMs: number;
  readonly commitMs: number;
}

export interface FoldOutcome {
  readonly eventsPerSecond: number;
  /** What was busy the largest share of the time, and that share. */
  readonly saturated: { readonly name: string; readonly share: number };
}

/** As the product sends and folds (bench/src/measure/ingest.ts, apps/stream-worker/src/worker.ts). */
const CONNECTIONS = 8;
const PER_REQUEST = 500;
const USER_BATCH = 1_000;
const ITEM_BATCH = 10_000;
const GATHER_FROM_RECORDS = 500;
const GATHER_MS = 400;
/** An event names an item, and the fold adds those that the person touched before it. */
const ITEMS_OF_AN_EVENT = 11;

interface Lane {
  readonly worker: Station;
  backlog: number;
  busy: boolean;
}

/**
 * Simulates accepting and folding events: apis append what they accept, each user partition is folded in batches by the worker that owns it, which
 * appends what that means for items, and item partitions are folded likewise. A worker has one thread for all of its lanes, Redis has one, and a batch is
 * committed before the next one begins.
 */
export function simulateFold(costs: EventCosts, waits: Waits, deployment: Deployment, { events, people, from }: FoldLoad): FoldOutcome {
  const { apis, workers, userPartitions, itemPartitions, cores, kafkaThreads } = deployment;
  const machine = new Machine(cores);
  const kafka: Station = { name: "kafka", threads: kafkaThreads };
  const redis: Station = { name: "redis", threads: 1 };
  const index: Station = { name: "qdrant", threads: 1 };
  const generator: Station = { name: "load generator", threads: 1 };
  const apiProcesses = stations("api", apis);
  const workerProcesses = stations("worker", workers);
  const lanesOf = (partitions: number): Lane[] =>
    Array.from({ length: partitions }, (_, partition) => ({
      worker: workerProcesses[partition % workers] as Station,
      backlog: 0,
      busy: false,
    }));
  const [userLanes, itemLanes] = [lanesOf(userPartitions), lanesOf(itemPartitions)];
  const intoUserLanes = spreader(sharesOf(people, userPartitions));
  const intoItemLanes = spreader(Array.from({ length: itemPartitions }, () => 1 / itemPartitions));
  // An event makes one record in each item partition that it concerns. Of what Redis does for an event, half is taken for the person's and half for the items'.
  const recordsOfItems = itemPartitions * (1 - (1 - 1 / itemPartitions) ** ITEMS_OF_AN_EVENT);
  const redisHalf = costs.redis / 2;

  const ms = (micros: number, count: number) => (micros * count) / 1000;
  const append = (cpuMs: number, done: () => void) => machine.work(kafka, cpuMs, () => machine.after(waits.appendMs, done));
  const commit = (cpuMs: number, done: () => void) => machine.work(redis, cpuMs, () => machine.after(waits.commitMs, done));

  function foldUsers(lane: Lane): void {
    if (lane.busy || lane.backlog === 0) return;
    const count = Math.min(USER_BATCH, lane.backlog);
    lane.busy = true;
    machine.work(lane.worker, ms(costs.userLane, count), () =>
      append(ms(costs.kafkaFold + costs.kafkaAppend * recordsOfItems, count), () => {
        deliver(itemLanes, intoItemLanes(count), foldItems);
        commit(ms(redisHalf, count), () => next(lane, count, foldUsers));
      }),
    );
  }

  function foldItems(lane: Lane): void {
    if (lane.busy || lane.backlog === 0) return;
    const count = Math.min(ITEM_BATCH, lane.backlog);
    const startedMs = machine.nowMs;
    lane.busy = true;
    machine.work(lane.worker, ms(costs.itemLane, count), () =>
      commit(ms(redisHalf, count), () => {
        const gathers = count >= GATHER_FROM_RECORDS && count < ITEM_BATCH;
        const waitMs = gathers ? Math.min(GATHER_MS, 2 * (machine.nowMs - startedMs)) : 0;
        machine.work(index, ms(costs.index, count), () => undefined);
        machine.after(waitMs, () => next(lane, count, foldItems));
      }),
    );
  }

  function next(lane: Lane, folded: number, fold: (lane: Lane) => void): void {
    lane.backlog -= folded;
    lane.busy = false;
    fold(lane);
  }

  function deliver(lanes: readonly Lane[], counts: readonly number[], fold: (lane: Lane) => void): void {
    lanes.forEach((lane, i) => {
      lane.backlog += counts[i] as number;
      fold(lane);
    });
  }

  let unsent = events;
  function send(api: Station): void {
    const count = Math.min(PER_REQUEST, unsent);
    if (count === 0) return;
    unsent -= count;
    machine.work(generator, ms(costs.generator, count), () =>
      machine.work(api, ms(costs.api, count), () =>
        append(ms(costs.kafkaAppend, count), () => {
          deliver(userLanes, intoUserLanes(count), foldUsers);
          send(api);
        }),
      ),
    );
  }

  if (from === "log") deliver(userLanes, intoUserLanes(events), foldUsers);
  else for (let i = 0; i < CONNECTIONS * apis; i++) send(apiProcesses[i % apis] as Station);
  machine.run();

  const stationsAtWork = [kafka, redis, index, generator, ...apiProcesses, ...workerProcesses];
  const shares = stationsAtWork.map((station) => ({
    name: station.name,
    share: machine.busyMs(station) / station.threads / machine.nowMs,
  }));
  const all = {
    name: "the cores",
    share: stationsAtWork.reduce((sum, station) => sum + machine.busyMs(station), 0) / machine.nowMs / cores,
  };
  const saturated = [...shares, all].reduce((most, one) => (one.share > most.share ? one : most));
  return { eventsPerSecond: (1000 * events) / machine.nowMs, saturated };
}

function stations(name: string, count: number): Station[] {
  return Array.from({ length: count }, () => ({ name, threads: 1 }));
}

/** People fall into partitions by the hash that the product uses, hence not evenly. */
function sharesOf(people: number, partitions: number): number[] {
  const counts = new Array<number>(partitions).fill(0);
  for (let person = 0; person < people; person++) {
    const partition = partitionOf(`person-${person}`, partitions);
    counts[partition] = (counts[partition] as number) + 1;
  }
  return counts.map((count) => count / people);
}

/** Splits a number of events by shares into whole ones; what a partition was owed comes with a later split. */
function spreader(shares: readonly number[]): (count: number) => number[] {
  let sent = 0;
  const given = shares.map(() => 0);
  return (count) => {
    sent += count;
    let owed = 0;
    let ended = 0;
    return shares.map((share, i) => {
      owed += share * sent;
      const upTo = Math.round(owed);
      const mine = upTo - ended - (given[i] as number);
      ended = upTo;
      given[i] = (given[i] as number) + mine;
      return mine;
    });
  };
}
