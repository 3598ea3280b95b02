import { setTimeout as pause } from "node:timers/promises";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { type Quantiles, quantilesOf } from "../report/figures.ts";
import { type ClientName, clientOptions, PARTITIONS, withLog } from "./client-log.ts";

const PER_SECOND = 200;
const WARM_UP = PER_SECOND;

/** From the call of `append` to the call of the handler, one record at a time at a steady rate, whatever the answers take. */
export async function measureLatency(client: ClientName, broker: string, seconds: number): Promise<Quantiles> {
  return withLog(clientOptions(client, broker), async (log) => {
    const sketch = new LatencySketch();
    const sentMs: number[] = [];
    let handled = 0;
    const total = WARM_UP + PER_SECOND * seconds;
    const all = Promise.withResolvers<void>();
    const running = await log.subscribe({
      topic: "events",
      group: "bench",
      maxBatchRecords: 500,
      startOffset: async () => 0,
      async handle({ records }) {
        const nowMs = performance.now();
        for (const { key } of records) {
          const number = Number(key);
          if (number >= WARM_UP) sketch.add(nowMs - (sentMs[number] as number));
          handled++;
        }
        if (handled >= total) all.resolve();
        return (records.at(-1)?.offset as number) + 1;
      },
    });
    const value = Buffer.alloc(300, 7);
    const startMs = performance.now();
    const appends: Promise<unknown>[] = [];
    for (let number = 0; number < total; number++) {
      const aheadMs = startMs + (1_000 * number) / PER_SECOND - performance.now();
      if (aheadMs > 0) await pause(aheadMs);
      sentMs.push(performance.now());
      appends.push(log.append("events", [{ partition: number % PARTITIONS, key: String(number), value, timestampMs: Date.now() }]));
    }
    await Promise.all(appends);
    await all.promise;
    await running.stop();
    return quantilesOf(sketch.toJSON());
  });
}
