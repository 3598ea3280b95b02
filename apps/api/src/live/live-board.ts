import type { LivePoint } from "@attune/core/live/schema";
import type { WorkerReport } from "@attune/core/live/worker-report";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";

export const KEPT_POINTS = 120;
const IDLE_SECONDS = 600;

/** Per second. */
export type LiveRates = Readonly<Record<"accepted" | "rejected" | "folded" | "recommendations" | "degraded", number>>;

export type PointListener = (point: LivePoint) => void;

/**
 * One live point per second and tenant: what this process measured in the second that ended, and what the worker reported since the point before.
 * The last two minutes are kept; a tenant with neither traffic nor watchers for ten minutes is forgotten.
 */
export class LiveBoard {
  readonly #boards = new Map<string, TenantBoard>();

  accepted(tenant: string, events: number, rejected: number): void {
    const board = this.#board(tenant);
    board.acceptedEvents += events;
    board.rejectedEvents += rejected;
  }

  recommended(tenant: string, latencyMs: number, degraded: boolean): void {
    const board = this.#board(tenant);
    board.recommendations += 1;
    if (degraded) board.degraded += 1;
    board.latency.add(latencyMs);
  }

  reported(report: WorkerReport): void {
    this.#board(report.tenant).reported(report);
  }

  /** Records of the tenant that are not folded yet, as the worker last said. */
  lagOf(tenant: string): number | undefined {
    return this.#boards.get(tenant)?.lag;
  }

  /** What happened per second to each tenant over the last `seconds` that were closed. */
  rates(seconds: number): ReadonlyMap<string, LiveRates> {
    return new Map([...this.#boards].map(([tenant, { points }]) => [tenant, meanOf(points.slice(-seconds))]));
  }

  /** Closes the second `id` (seconds since 1970) for every tenant. */
  tick(id: number): void {
    for (const [tenant, board] of this.#boards) {
      board.close(id);
      if (board.idleSeconds > IDLE_SECONDS) this.#boards.delete(tenant);
    }
  }

  /** Points after `afterId`, oldest first, and from now on every new one until the returned function is called. */
  watch(tenant: string, afterId: number, listener: PointListener): { readonly points: readonly LivePoint[]; stop(): void } {
    const board = this.#board(tenant);
    board.listeners.add(listener);
    return { points: board.points.filter((point) => point.id > afterId), stop: () => void board.listeners.delete(listener) };
  }

  #board(tenant: string): TenantBoard {
    let board = this.#boards.get(tenant);
    if (board === undefined) {
      board = new TenantBoard();
      this.#boards.set(tenant, board);
    }
    return board;
  }
}

class TenantBoard {
  readonly points: LivePoint[] = [];
  readonly listeners = new Set<PointListener>();
  acceptedEvents = 0;
  rejectedEvents = 0;
  recommendations = 0;
  degraded = 0;
  latency = new LatencySketch();
  lag: number | undefined;
  idleSeconds = 0;
  #folded = 0;
  #freshness = new LatencySketch();
  #latest: WorkerReport | undefined;
  #reportAgeSeconds = 0;

  reported(report: WorkerReport): void {
    this.#folded += report.folded;
    if (report.freshness.length > 0) this.#freshness.merge(LatencySketch.fromJSON(report.freshness));
    this.#latest = report;
    this.#reportAgeSeconds = 0;
    this.lag = report.lag;
  }

  close(id: number): void {
    const last = this.points.at(-1)?.id ?? id - 1;
    if (id <= last) return;
    const point = this.#point(id);
    this.points.push(point);
    if (this.points.length > KEPT_POINTS) this.points.shift();
    const idle =
      point.acceptedEvents + point.rejectedEvents + point.recommendations + point.foldedEvents === 0 && this.listeners.size === 0;
    this.idleSeconds = idle ? this.idleSeconds + 1 : 0;
    this.acceptedEvents = this.rejectedEvents = this.recommendations = this.degraded = this.#folded = 0;
    this.latency = new LatencySketch();
    this.#freshness = new LatencySketch();
    this.#reportAgeSeconds += 1;
    // A click-through of minutes ago is not the present one.
    if (this.#reportAgeSeconds > 60) this.#latest = undefined;
    for (const listener of this.listeners) listener(point);
  }

  #point(id: number): LivePoint {
    const latest = this.#latest;
    return {
      id,
      acceptedEvents: this.acceptedEvents,
      rejectedEvents: this.rejectedEvents,
      foldedEvents: this.#folded,
      recommendations: this.recommendations,
      degraded: this.degraded,
      latencyMs: this.latency.count === 0 ? null : { p50: at(this.latency, 0.5), p95: at(this.latency, 0.95), p99: at(this.latency, 0.99) },
      freshnessMs: this.#freshness.count === 0 ? null : { p50: at(this.#freshness, 0.5), p99: at(this.#freshness, 0.99) },
      lag: this.lag ?? 0,
      clickThrough: { personalized: ratio(latest?.ctr.personalized), popularity: ratio(latest?.ctr.popularity) },
      accuracy: latest?.accuracy ?? { ranker: null, popularity: null },
    };
  }
}

function meanOf(points: readonly LivePoint[]): LiveRates {
  const mean = (read: (point: LivePoint) => number) => points.reduce((sum, point) => sum + read(point), 0) / Math.max(1, points.length);
  return {
    accepted: mean((point) => point.acceptedEvents),
    rejected: mean((point) => point.rejectedEvents),
    folded: mean((point) => point.foldedEvents),
    recommendations: mean((point) => point.recommendations),
    degraded: mean((point) => point.degraded),
  };
}

function at(sketch: LatencySketch, q: number): number {
  return sketch.quantile(q) as number;
}

function ratio(pair: readonly [shown: number, clicked: number] | undefined): number | null {
  return pair === undefined || pair[0] === 0 ? null : pair[1] / pair[0];
}
