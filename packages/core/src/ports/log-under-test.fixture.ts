import type { Log, LogAppend, LogBatch, LogRecord } from "./log.ts";
import type { TopicName } from "./topics.ts";

/** What the contracts of a log are given and share. */
export interface LogUnderTest {
  readonly port: Log;
  /** For durable logs: closes this one and opens its data anew, as after a restart. */
  reopen?(): Promise<Log>;
  cleanup(): Promise<void>;
}

export const NOW_MS = 1_700_000_000_000;

export const text = (record: LogRecord) => Buffer.from(record.value).toString();

export const record = (partition: number, key: string, value: string, timestampMs = NOW_MS): LogAppend => ({
  partition,
  key,
  value: Buffer.from(value),
  timestampMs,
});

/** Bounds, and what is there from offset 2 on. */
export async function contents(log: Log, topic: TopicName) {
  const bounds = await log.bounds(topic);
  const reads = bounds.map(({ partition }) => log.read(topic, partition, 2, 20));
  return {
    bounds,
    records: (await Promise.all(reads)).map((records) => records.map(({ value, ...rest }) => ({ ...rest, value: [...value] }))),
  };
}

/** The offset behind a batch. */
export const end = (batch: LogBatch): number => (batch.records.at(-1) as LogRecord).offset + 1;

/** Subscribes from 0 with batches of two, and waits until `records` records were delivered; `next` gets how many batches there were. */
export async function collect(log: Log, topic: TopicName, records: number, next: (batch: LogBatch, seen: number) => number) {
  const batches: LogBatch[] = [];
  const enough = Promise.withResolvers<void>();
  const running = await log.subscribe({
    topic,
    maxBatchRecords: 2,
    startOffset: async () => 0,
    async handle(batch) {
      batches.push(batch);
      if (batches.reduce((sum, { records }) => sum + records.length, 0) >= records) enough.resolve();
      return next(batch, batches.length);
    },
  });
  await Promise.race([enough.promise, running.finished]);
  return { batches, running };
}
