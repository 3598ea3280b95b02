import { randomBytes } from "node:crypto";
import type { LogAppend, LogBatch } from "@attune/core/ports/log";
import { type ClientName, clientOptions, PARTITIONS, withLog } from "./client-log.ts";

const VALUE_BYTES = 300;
const BATCH_RECORDS = 500;
/** Appends at a time: the log's queue lets those that wait share a request. */
const CALLERS = 4;

export interface Throughput {
  readonly producedPerSecond: number;
  readonly consumedPerSecond: number;
}

/** Appends so many records, then has one member of a group handle them all: counted from its first batch, so that joining is not. */
export async function measureThroughput(client: ClientName, broker: string, records: number): Promise<Throughput> {
  const value = randomBytes(VALUE_BYTES);
  const batch = Array.from(
    { length: BATCH_RECORDS },
    (_, i): LogAppend => ({ partition: i % PARTITIONS, key: `k${i}`, value, timestampMs: Date.now() }),
  );
  return withLog(clientOptions(client, broker), async (log) => {
    await log.append("events", batch);
    let left = Math.ceil(records / BATCH_RECORDS);
    const producedMs = performance.now();
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (left-- > 0) await log.append("events", batch);
      }),
    );
    const producingMs = performance.now() - producedMs;
    const total = (await log.bounds("events")).reduce((sum, { end }) => sum + end, 0);

    let handled = 0;
    let firstMs = 0;
    const all = Promise.withResolvers<number>();
    const running = await log.subscribe({
      topic: "events",
      group: "bench",
      maxBatchRecords: BATCH_RECORDS,
      startOffset: async () => 0,
      async handle({ records: handed }: LogBatch) {
        if (handled === 0) firstMs = performance.now();
        handled += handed.length;
        if (handled >= total) all.resolve(performance.now() - firstMs);
        return (handed.at(-1)?.offset as number) + 1;
      },
    });
    const consumingMs = await all.promise;
    await running.stop();
    return { producedPerSecond: (1_000 * (total - BATCH_RECORDS)) / producingMs, consumedPerSecond: (1_000 * total) / consumingMs };
  });
}
