import type { WorkerVitals } from "@attune/core/metrics/schema";
import type { Clock } from "@attune/core/ports/clock";
import type { TakeVitals } from "@attune/core/ports/process-vitals";

interface LaneCount {
  records: number;
  /** By partition, what the last batch left. */
  readonly lags: Map<number, number>;
}

export type WorkerVitalsCount = ReturnType<typeof workerVitals>;

/** Counts what the lanes commit; `said` is what the worker says of itself once a second. */
export function workerVitals(ports: { readonly takeVitals: TakeVitals; readonly clock: Clock }) {
  const lanes = new Map<string, LaneCount>();
  return {
    committed(lane: string, partition: number, records: number, lag: number): void {
      let count = lanes.get(lane);
      if (count === undefined) {
        count = { records: 0, lags: new Map() };
        lanes.set(lane, count);
      }
      count.records += records;
      count.lags.set(partition, lag);
    },
    /** Of the time since the last call, which is taken to be a second. */
    said(): WorkerVitals {
      const counts = [...lanes].map(([lane, count]) => {
        const perSecond = count.records;
        count.records = 0;
        return { lane, perSecond, lag: [...count.lags.values()].reduce((sum, lag) => sum + lag, 0) };
      });
      return { worker: ports.takeVitals(), id: Math.floor(ports.clock() / 1000), lanes: counts };
    },
  };
}
