import type { ApiReport } from "@attune/core/live/api-report";
import type { LivePoint } from "@attune/core/live/schema";
import type { WorkerReport } from "@attune/core/live/worker-report";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { LatestReports } from "./latest-reports.ts";

export const KEPT_POINTS = 120;
const IDLE_SECONDS = 600;

/** Per second. */
export type LiveRates = Readonly<Record<"accepted" | "rejected" | "folded" | "recommendations" | "degraded", number>>;

/** What this process measured since its last second ended. */
type Measured = Pick<ApiReport, "accepted" | "rejected" | "recommendations" | "degraded"> & { readonly latency: LatencySketch };

export type PointListener = (point: LivePoint) => void;

/**
 * One live point per second and tenant: what all api processes measured in that second, and what the workers reported of it. What comes when its second is closed
 * already goes into the next one. The last two minutes are kept; a tenant with neither traffic nor watchers for ten minutes is forgotten.
 */
export class LiveBoard {
  readonly #api: string;
  readonly #boards = new Map<string, TenantBoard>();
  #measured = new Map<string, Measured>();

  /** `api` names this process to the others. */
  constructor(api: string) {
    this.#api = api;
  }

  accepted(tenant: string, events: number, rejected: number): void {
    const measured = this.#measuredOf(tenant);
    measured.accepted += events;
    measured.rejected += rejected;
  }

  recommended(tenant: string, latencyMs: number, degraded: boolean): void {
    const measured = this.#measuredOf(tenant);
    measured.recommendations += 1;
    if (degraded) measured.degraded += 1;
    measured.latency.add(latencyMs);
  }

  /** Ends the second `id` (since 1970) of this process: what it measured counts here at once, and is for the others. */
  cut(id: number): readonly ApiReport[] {
    const reports = [...this.#measured].map(
      ([tenant, { latency, ...counts }]): ApiReport => ({ api: this.#api, tenant, id, ...counts, latency: latency.toJSON() }),
    );
    this.#measured = new Map();
    for (const report of reports) this.#board(report.tenant).said(report);
    return reports;
  }

  /** An api process, which may be this one: its own it knows. */
  apiReported(report: ApiReport): void {
    if (report.api !== this.#api) this.#board(report.tenant).said(report);
  }

  workerReported(report: WorkerReport): void {
    this.#board(report.tenant).folded(report);
  }

  /** Records of the tenant that are not folded yet, as the worker last said. */
  lagOf(tenant: string): number | undefined {
    return this.#boards.get(tenant)?.lag;
  }

  /** What happened per second to each tenant over the last `seconds` that were closed. */
  rates(seconds: number): ReadonlyMap<string, LiveRates> {
    return new Map([...this.#boards].map(([tenant, { points }]) => [tenant, meanOf(points.slice(-seconds))]));
  }

  /** Closes the second `id` for every tenant: its point is told now. */
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

  #measuredOf(tenant: string): Measured {
    let measured = this.#measured.get(tenant);
    if (measured === undefined) {
      measured = { accepted: 0, rejected: 0, recommendations: 0, degraded: 0, latency: new LatencySketch() };
      this.#measured.set(tenant, measured);
    }
    return measured;
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
  readonly #workers = new LatestReports();
  idleSeconds = 0;
  /** Of seconds that are not closed. */
  #said: ApiReport[] = [];
  #folded: WorkerReport[] = [];

  said(report: ApiReport): void {
    this.#said.push(report);
  }

  folded(report: WorkerReport): void {
    this.#folded.push(report);
    this.#workers.add(report);
  }

  get lag(): number | undefined {
    return this.#workers.lag;
  }

  close(id: number): void {
    const last = this.points.at(-1)?.id ?? id - 1;
    if (id <= last) return;
    const said = Map.groupBy(this.#said, (report) => report.id <= id);
    const folded = Map.groupBy(this.#folded, (report) => report.id <= id);
    [this.#said, this.#folded] = [said.get(false) ?? [], folded.get(false) ?? []];
    const point = this.#point(id, said.get(true) ?? [], folded.get(true) ?? []);
    this.points.push(point);
    if (this.points.length > KEPT_POINTS) this.points.shift();
    const idle =
      point.acceptedEvents + point.rejectedEvents + point.recommendations + point.foldedEvents === 0 && this.listeners.size === 0;
    this.idleSeconds = idle ? this.idleSeconds + 1 : 0;
    this.#workers.tick();
    for (const listener of this.listeners) listener(point);
  }

  #point(id: number, said: readonly ApiReport[], folded: readonly WorkerReport[]): LivePoint {
    const latency = merged(said.map((report) => report.latency));
    const freshness = merged(folded.map((report) => report.freshness).filter((sketch) => sketch.length > 0));
    const ctr = this.#workers.clickThrough;
    return {
      id,
      acceptedEvents: sum(said, (report) => report.accepted),
      rejectedEvents: sum(said, (report) => report.rejected),
      foldedEvents: sum(folded, (report) => report.folded),
      recommendations: sum(said, (report) => report.recommendations),
      degraded: sum(said, (report) => report.degraded),
      latencyMs: latency.count === 0 ? null : { p50: at(latency, 0.5), p95: at(latency, 0.95), p99: at(latency, 0.99) },
      freshnessMs: freshness.count === 0 ? null : { p50: at(freshness, 0.5), p99: at(freshness, 0.99) },
      lag: this.lag ?? 0,
      clickThrough: { personalized: ratio(ctr.personalized), popularity: ratio(ctr.popularity) },
      accuracy: this.#workers.accuracy,
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

function merged(sketches: readonly (readonly number[])[]): LatencySketch {
  const all = new LatencySketch();
  for (const sketch of sketches) all.merge(LatencySketch.fromJSON(sketch));
  return all;
}

function sum<T>(reports: readonly T[], read: (report: T) => number): number {
  return reports.reduce((total, report) => total + read(report), 0);
}

function ratio([shown, clicked]: readonly [shown: number, clicked: number]): number | null {
  return shown === 0 ? null : clicked / shown;
}
