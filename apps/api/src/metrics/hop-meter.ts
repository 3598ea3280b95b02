import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import type { RequestWork } from "./request-work.ts";

/** Quantiles are of the last ten seconds, rates of the last three: long enough to be steady, short enough to be now. */
const QUANTILE_SECONDS = 10;
const RATE_SECONDS = 3;
export const HISTORY_SECONDS = 120;

/** One call that is under way. */
interface Call {
  readonly startedMs: number;
  /** How many records or reads it stands for. */
  readonly weight: number;
}

/**
 * Durations of one hop: a mergeable sketch per second, and what is under way with its age. About half a microsecond per call, nothing between two.
 */
export class HopMeter {
  readonly #callerOf: () => RequestWork | undefined;
  /** In the order of beginning: the first one is the oldest. */
  readonly #underWay = new Set<Call>();
  #weight = 0;
  /** What was measured here since the last second ended here. */
  #own = new LatencySketch();
  /** What all processes measured. */
  #second = new LatencySketch();
  #recent: LatencySketch[] = [];
  readonly p99sMs: (number | null)[] = [];
  readonly queues: number[] = [];

  /** `callerOf` tells the request that a call is made for: what it waits here is not its own work. */
  constructor(callerOf: () => RequestWork | undefined = () => undefined) {
    this.#callerOf = callerOf;
  }

  /** Runs `work` as one call of the hop; its failures take time as well. */
  async measure<T>(work: () => Promise<T>, weight = 1): Promise<T> {
    const caller = this.#callerOf();
    const call = this.begin(weight);
    caller?.beginWait(call.startedMs);
    try {
      return await work();
    } finally {
      const nowMs = performance.now();
      caller?.endWait(nowMs);
      this.end(call, nowMs - call.startedMs);
    }
  }

  begin(weight = 1): Call {
    const call = { startedMs: performance.now(), weight };
    this.#underWay.add(call);
    this.#weight += weight;
    return call;
  }

  /** A call counts once, however often it is ended. */
  end(call: Call, tookMs: number): void {
    if (!this.#underWay.delete(call)) return;
    this.#weight -= call.weight;
    this.#own.add(tookMs);
  }

  /** What this process measured otherwise. */
  add(tookMs: number): void {
    this.#own.add(tookMs);
  }

  /** Ends this process's second: what it measured counts here, and is for the others. */
  cut(): LatencySketch {
    const own = this.#own;
    this.#own = new LatencySketch();
    this.#second.merge(own);
    return own;
  }

  /** What another process measured. */
  merge(sketch: LatencySketch): void {
    this.#second.merge(sketch);
  }

  get underWay(): number {
    return this.#weight;
  }

  get oldestMs(): number {
    const [oldest] = this.#underWay;
    return oldest === undefined ? 0 : performance.now() - oldest.startedMs;
  }

  /** Ends a second of all processes; `queue` is what waits at that moment. */
  tick(queue: number): void {
    keep(this.#recent, this.#second, QUANTILE_SECONDS);
    keep(this.p99sMs, this.#second.quantile(0.99) ?? null, HISTORY_SECONDS);
    keep(this.queues, queue, HISTORY_SECONDS);
    this.#second = new LatencySketch();
  }

  reading(): { readonly p50Ms: number | null; readonly p99Ms: number | null; readonly perSecond: number } {
    const all = new LatencySketch();
    for (const sketch of this.#recent) all.merge(sketch);
    const last = this.#recent.slice(-RATE_SECONDS);
    const perSecond = last.length === 0 ? 0 : last.reduce((sum, { count }) => sum + count, 0) / last.length;
    return { p50Ms: all.quantile(0.5) ?? null, p99Ms: all.quantile(0.99) ?? null, perSecond };
  }
}

function keep<T>(values: T[], value: T, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}
