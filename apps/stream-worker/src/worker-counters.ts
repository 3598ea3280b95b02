import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

export type WorkerCounters = ReturnType<typeof workerCounters>;

/** The worker's Prometheus metrics: nothing in them names a person, and no label grows with tenants or items. */
export function workerCounters() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    folded: new Counter({ name: "attune_events_folded_total", help: "Events folded into state, duplicates left out.", registers }),
    deadLetters: new Counter({ name: "attune_dead_letters_total", help: "Records that could not be processed.", registers }),
    lag: new Gauge({
      name: "attune_lane_lag_records",
      help: "Records accepted but not folded.",
      labelNames: ["lane", "partition"],
      registers,
    }),
  };
}
