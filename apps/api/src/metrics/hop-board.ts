import { AsyncLocalStorage } from "node:async_hooks";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { HOP_BUDGETS_MS, HOPS, type HopName, type HopReading, type ProcessVitals, type WorkerVitals } from "@attune/core/metrics/schema";
import type { Log } from "@attune/core/ports/log";
import type { TakeVitals } from "@attune/core/ports/process-vitals";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import { HopMeter } from "./hop-meter.ts";
import { RequestWork } from "./request-work.ts";

/** What waits at a hop, at this moment. */
export interface HopQueue {
  readonly length: number;
  readonly limit: number | null;
  readonly oldestMs: number;
}

/** Hops whose queue is counted elsewhere. */
export type OtherQueues = Readonly<Record<"impressions" | "worker", HopQueue>> & { readonly log: Pick<HopQueue, "limit"> };

const LOOP_SECONDS = 10;
/** What a worker said longer ago is not how it is now. */
const VITALS_TICKS = 5;

/**
 * How long each hop takes and what waits there, seen from this process: wrappers measure the ports it calls, requests measure themselves, and the worker
 * reports its own. Measuring a recommendation with its five calls costs about 2 µs, where the recommendation itself takes a millisecond.
 */
export class HopBoard {
  readonly #takeVitals: TakeVitals;
  readonly #request = new AsyncLocalStorage<RequestWork>();
  readonly #meters: Readonly<Record<HopName, HopMeter>>;
  readonly #loopDelaysMs: number[] = [];
  #vitals: ProcessVitals | undefined;
  #worker: { readonly said: WorkerVitals; ticks: number } | undefined;

  constructor(takeVitals: TakeVitals) {
    this.#takeVitals = takeVitals;
    const below = () => new HopMeter(() => this.#request.getStore());
    this.#meters = {
      api: new HopMeter(),
      log: below(),
      impressions: new HopMeter(),
      worker: new HopMeter(),
      state: below(),
      standings: below(),
      index: below(),
    };
  }

  /** The same log, its appends measured by records. */
  log(log: Log): Log {
    const meter = this.#meters.log;
    return { ...log, append: (topic, records) => meter.measure(() => log.append(topic, records), records.length) };
  }

  state(state: StateStore): StateStore {
    const meter = this.#meters.state;
    return { ...state, read: (keys) => meter.measure(() => state.read(keys)) };
  }

  standings(standings: StandingStore): StandingStore {
    const meter = this.#meters.standings;
    return { ...standings, read: (tenant, subjects) => meter.measure(() => standings.read(tenant, subjects)) };
  }

  vectors(vectors: VectorIndex): VectorIndex {
    const meter = this.#meters.index;
    return {
      ...vectors,
      search: (tenant, query, limit, skip) => meter.measure(() => vectors.search(tenant, query, limit, skip)),
    };
  }

  /** A request's body is there: it works from now until `end`. What `run` calls, and what that awaits, is this request's. */
  beginRequest(): { readonly run: (handle: () => void) => void; readonly end: () => void } {
    const meter = this.#meters.api;
    const call = meter.begin();
    const work = new RequestWork(call.startedMs);
    return { run: (handle) => this.#request.run(work, handle), end: () => meter.end(call, work.ownMs(performance.now())) };
  }

  /** An impression became durable so long after its list was shown. */
  impressionAppended(afterMs: number): void {
    this.#meters.impressions.add(afterMs);
  }

  /** From acceptance until the fold was committed, `LatencySketch.toJSON()`, as the worker measured it. */
  folded(freshness: readonly number[]): void {
    if (freshness.length > 0) this.#meters.worker.merge(LatencySketch.fromJSON(freshness));
  }

  workerSaid(said: WorkerVitals): void {
    this.#worker = { said, ticks: 0 };
  }

  /** Closes a second. */
  tick(others: OtherQueues): void {
    for (const hop of HOPS) this.#meters[hop].tick(this.#queueOf(hop, others).length);
    this.#vitals = this.#takeVitals();
    this.#loopDelaysMs.push(this.#vitals.loopDelayMs);
    if (this.#loopDelaysMs.length > LOOP_SECONDS) this.#loopDelaysMs.shift();
    if (this.#worker !== undefined && ++this.#worker.ticks > VITALS_TICKS) this.#worker = undefined;
  }

  readings(
    others: OtherQueues,
  ): readonly (HopReading & { readonly p99sMs: readonly (number | null)[]; readonly queues: readonly number[] })[] {
    return HOPS.map((hop) => {
      const meter = this.#meters[hop];
      const { length, limit, oldestMs } = this.#queueOf(hop, others);
      return {
        hop,
        ...meter.reading(),
        budgetMs: HOP_BUDGETS_MS[hop],
        queue: length,
        queueLimit: limit,
        waitingMs: oldestMs,
        loopDelayMs: hop === "api" ? this.#loopDelayMs : null,
        busy: hop === "api" ? (this.#vitals?.busy ?? null) : null,
        p99sMs: meter.p99sMs,
        queues: meter.queues,
      };
    });
  }

  /** Of this process, in the second that ended last. */
  get vitals(): ProcessVitals | undefined {
    return this.#vitals;
  }

  /** What the worker said last, if that was a moment ago. */
  get worker(): WorkerVitals | undefined {
    return this.#worker?.said;
  }

  get #loopDelayMs(): number | null {
    const delays = this.#loopDelaysMs;
    return delays.length === 0 ? null : delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
  }

  #queueOf(hop: HopName, others: OtherQueues): HopQueue {
    if (hop === "impressions" || hop === "worker") return others[hop];
    const { underWay, oldestMs } = this.#meters[hop];
    return { length: underWay, limit: hop === "log" ? others.log.limit : null, oldestMs };
  }
}
