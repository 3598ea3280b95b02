import { AsyncLocalStorage } from "node:async_hooks";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import {
  type ApiVitals,
  HOP_BUDGETS_MS,
  HOPS,
  type HopName,
  type HopReading,
  type ProcessVitals,
  type WorkerVitals,
} from "@attune/core/metrics/schema";
import type { BreakerReading } from "@attune/core/ports/breaker";
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
/** What another process said longer ago is not how it is now. */
const VITALS_TICKS = 5;

interface Said<T> {
  readonly said: T;
  ticks: number;
}

/**
 * How long each hop takes and what waits there, at all api processes together: wrappers measure the ports that this one calls, requests measure themselves, the other
 * ones and the workers report their own. Measuring a recommendation with its five calls costs about 2 µs, where the recommendation itself takes a millisecond.
 */
export class HopBoard {
  readonly #api: string;
  readonly #takeVitals: TakeVitals;
  readonly #breakers: () => readonly BreakerReading[];
  readonly #request = new AsyncLocalStorage<RequestWork>();
  readonly #meters: Readonly<Record<HopName, HopMeter>>;
  readonly #loopDelaysMs: number[] = [];
  #vitals: ProcessVitals | undefined;
  readonly #others = new Map<string, Said<ApiVitals>>();
  readonly #workers = new Map<number, Said<WorkerVitals>>();

  /** `api` names this process to the others. */
  /** `breakers` reads those of the remote ports. */
  constructor(api: string, takeVitals: TakeVitals, breakers: () => readonly BreakerReading[] = () => []) {
    this.#api = api;
    this.#takeVitals = takeVitals;
    this.#breakers = breakers;
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
      search: (tenant, query, limit, scope) => meter.measure(() => vectors.search(tenant, query, limit, scope)),
      searches: (tenant, asks) => meter.measure(() => vectors.searches(tenant, asks)),
    };
  }

  get breakers(): readonly BreakerReading[] {
    return this.#breakers();
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
    this.#workers.set(said.worker.pid, { said, ticks: 0 });
  }

  /** An api process, which may be this one: its own it knows. */
  apiSaid(said: ApiVitals): void {
    if (said.api === this.#api) return;
    this.#others.set(said.api, { said, ticks: 0 });
    for (const { hop, took } of said.hops) this.#meters[hop].merge(LatencySketch.fromJSON(took));
  }

  /** Ends the second `id` of this process: what it measured counts here at once, and is for the others. */
  cut(id: number, asked: boolean, queues: OtherQueues): ApiVitals {
    const vitals = this.#takeVitals();
    this.#vitals = vitals;
    this.#loopDelaysMs.push(vitals.loopDelayMs);
    if (this.#loopDelaysMs.length > LOOP_SECONDS) this.#loopDelaysMs.shift();
    const hops = HOPS.flatMap((hop) => {
      const took = this.#meters[hop].cut().toJSON();
      const { length, limit, oldestMs } = this.#ownQueueOf(hop, queues);
      // How far folding is behind, each process sees by itself.
      return hop === "worker" ? [] : [{ hop, took, queue: length, queueLimit: limit, waitingMs: oldestMs }];
    });
    return { api: this.#api, id, asked, vitals, hops };
  }

  /** Closes a second of all processes. */
  tick(queues: OtherQueues): void {
    for (const hop of HOPS) this.#meters[hop].tick(this.#queueOf(hop, queues).length);
    for (const heard of [this.#others, this.#workers] as readonly Map<unknown, Said<unknown>>[])
      for (const [name, each] of heard) if (++each.ticks > VITALS_TICKS) heard.delete(name);
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
        busy: hop === "api" ? this.#busy : null,
        p99sMs: meter.p99sMs,
        queues: meter.queues,
      };
    });
  }

  /** Of the api processes that spoke a moment ago, this one among them, in the order of their ids: whoever is asked names them alike. */
  get apis(): readonly ProcessVitals[] {
    const all = [this.#vitals, ...[...this.#others.values()].map(({ said }) => said.vitals)];
    return all.filter((vitals) => vitals !== undefined).sort((a, b) => a.pid - b.pid);
  }

  /** Of the workers that spoke a moment ago. */
  get workers(): readonly WorkerVitals[] {
    return [...this.#workers.values()].map(({ said }) => said).sort((a, b) => a.worker.pid - b.worker.pid);
  }

  /** Whether a tenant asked something of another api a moment ago. */
  get othersAreAsked(): boolean {
    return [...this.#others.values()].some(({ said }) => said.asked);
  }

  /** Of the api whose event loop comes latest. */
  get #loopDelayMs(): number | null {
    const own = this.#loopDelaysMs;
    const delays = [...this.#others.values()].map(({ said }) => said.vitals.loopDelayMs);
    if (own.length > 0) delays.push(own.reduce((sum, ms) => sum + ms, 0) / own.length);
    return delays.length === 0 ? null : Math.max(...delays);
  }

  get #busy(): number | null {
    const shares = this.apis.map(({ busy }) => busy);
    return shares.length === 0 ? null : Math.max(...shares);
  }

  /** At all api processes together. */
  #queueOf(hop: HopName, queues: OtherQueues): HopQueue {
    let { length, limit, oldestMs } = this.#ownQueueOf(hop, queues);
    for (const { said } of this.#others.values()) {
      const other = said.hops.find((each) => each.hop === hop);
      if (other === undefined) continue;
      length += other.queue;
      limit = limit === null || other.queueLimit === null ? null : limit + other.queueLimit;
      oldestMs = Math.max(oldestMs, other.waitingMs);
    }
    return { length, limit, oldestMs };
  }

  #ownQueueOf(hop: HopName, queues: OtherQueues): HopQueue {
    if (hop === "impressions" || hop === "worker") return queues[hop];
    const { underWay, oldestMs } = this.#meters[hop];
    return { length: underWay, limit: hop === "log" ? queues.log.limit : null, oldestMs };
  }
}
