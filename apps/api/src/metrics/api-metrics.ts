import { BREAKER_STATES } from "@attune/core/ports/breaker";
import type { Log } from "@attune/core/ports/log";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CurrentControl } from "../auth/current-control.ts";
import type { FoldLag } from "../auth/fold-lag.ts";
import type { CatalogueDirectory } from "../catalogue/catalogue-directory.ts";
import type { HopBoard, OtherQueues } from "./hop-board.ts";

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

/** Prometheus metrics of this process. Labels are routes, methods, outcomes and partitions: bounded, and nobody's data. */
export class ApiMetrics {
  readonly registry = new Registry();
  readonly #requests = new Histogram({
    name: "attune_http_request_seconds",
    help: "Duration of requests",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #events = new Counter({
    name: "attune_events_total",
    help: "Events offered, by what became of them",
    labelNames: ["outcome"],
    registers: [this.registry],
  });
  readonly #appends = new Histogram({
    name: "attune_log_append_seconds",
    help: "Until events are durable",
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #dropped = new Counter({
    name: "attune_impressions_dropped_total",
    help: "Impressions that could not be appended",
    registers: [this.registry],
  });
  readonly #recommendations = new Counter({
    name: "attune_recommendations_total",
    help: "Lists answered",
    labelNames: ["fallback", "degraded"],
    registers: [this.registry],
  });

  readonly #limitedAlone = new Counter({
    name: "attune_limits_alone_total",
    help: "Requests and batches of events whose limit this process decided by its own count, because the shared one did not answer in time",
    labelNames: ["unit", "admitted"],
    registers: [this.registry],
  });

  constructor({ foldLag, control, directory }: { foldLag: FoldLag; control: CurrentControl; directory: CatalogueDirectory }) {
    this.registry.registerMetric(
      new Gauge({
        name: "attune_fold_lag_records",
        help: "Records accepted and not folded yet",
        labelNames: ["partition"],
        registers: [],
        collect() {
          for (const [partition, lag] of foldLag.lags.entries()) this.set({ partition: String(partition) }, lag);
        },
      }),
    );
    this.registry.registerMetric(
      new Gauge({
        name: "attune_catalogue_items",
        help: "Items known to this process",
        registers: [],
        collect() {
          this.set([...control.snapshot.tenants.keys()].reduce((sum, tenant) => sum + directory.of(tenant).size, 0));
        },
      }),
    );
    this.registry.registerMetric(
      new Gauge({
        name: "attune_process_resident_memory_bytes",
        help: "Resident memory",
        registers: [],
        collect() {
          this.set(process.memoryUsage.rss());
        },
      }),
    );
  }

  /** The hops of the operator page: quantiles of the last ten seconds, and what waits. */
  watchHops(hops: HopBoard, queues: () => OtherQueues): void {
    this.#watchBreakers(hops);
    this.registry.registerMetric(
      new Gauge({
        name: "attune_hop_milliseconds",
        help: "Duration of a hop over the last ten seconds; absent where nothing passed",
        labelNames: ["hop", "quantile"],
        registers: [],
        collect() {
          this.reset();
          for (const { hop, p50Ms, p99Ms } of hops.readings(queues())) {
            if (p50Ms !== null) this.set({ hop, quantile: "0.5" }, p50Ms);
            if (p99Ms !== null) this.set({ hop, quantile: "0.99" }, p99Ms);
          }
        },
      }),
    );
    this.registry.registerMetric(
      new Gauge({
        name: "attune_hop_waiting",
        help: "What waits or is under way at a hop",
        labelNames: ["hop"],
        registers: [],
        collect() {
          for (const { hop, queue } of hops.readings(queues())) this.set({ hop }, queue);
        },
      }),
    );
  }

  /** What is left alone at this moment: 1 for the state that a breaker is in. */
  #watchBreakers(hops: HopBoard): void {
    this.registry.registerMetric(
      new Gauge({
        name: "attune_breaker_state",
        help: "Whether a remote store is asked (closed), left alone (open) or tried (half-open)",
        labelNames: ["store", "state"],
        registers: [],
        collect() {
          for (const { store, state } of hops.breakers)
            for (const each of BREAKER_STATES) this.set({ store, state: each }, each === state ? 1 : 0);
        },
      }),
    );
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  events(outcome: "accepted" | "duplicate" | "suppressed" | "rejected", count: number): void {
    if (count > 0) this.#events.inc({ outcome }, count);
  }

  recommendation(fallback: string | null, degraded: boolean): void {
    this.#recommendations.inc({ fallback: fallback ?? "none", degraded: String(degraded) });
  }

  limitedAlone(unit: "requests" | "events", admitted: boolean): void {
    this.#limitedAlone.inc({ unit, admitted: String(admitted) });
  }

  impressionsDropped(count: number): void {
    this.#dropped.inc(count);
  }

  /** The same log, its appends measured. */
  timed(log: Log): Log {
    return {
      ...log,
      append: async (topic, records) => {
        const stop = this.#appends.startTimer();
        const offsets = await log.append(topic, records);
        stop();
        return offsets;
      },
    };
  }
}
