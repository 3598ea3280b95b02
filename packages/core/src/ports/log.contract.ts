import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { memoryLog, TOMBSTONE_MS } from "./log.memory.ts";
import { type Log, type LogAppend, type LogBatch, type LogRecord, LogUnavailable } from "./log.ts";
import { TOPICS, type TopicName } from "./topics.ts";

export interface LogUnderTest {
  readonly port: Log;
  /** For durable logs: closes this one and opens its data anew, as after a restart. */
  reopen?(): Promise<Log>;
  cleanup(): Promise<void>;
}

const NOW_MS = 1_700_000_000_000;
const text = (record: LogRecord) => Buffer.from(record.value).toString();
const record = (partition: number, key: string, value: string, timestampMs = NOW_MS): LogAppend => ({
  partition,
  key,
  value: Buffer.from(value),
  timestampMs,
});

/**
 * The law of every log. `keptBy` says who compacts and forgets: the log itself, at once and on request, or a broker in its own time, of which
 * nothing can be told here.
 */
export function logContract(name: string, make: () => Promise<LogUnderTest>, keptBy: "itself" | "broker" = "itself"): void {
  describe(`log: ${name}`, () => {
    const made: LogUnderTest[] = [];
    const freshUnderTest = async (): Promise<LogUnderTest> => {
      const underTest = await make();
      made.push(underTest);
      return underTest;
    };
    const fresh = async (): Promise<Log> => (await freshUnderTest()).port;
    afterEach(async () => {
      for (const underTest of made.splice(0)) await underTest.cleanup();
    });

    // A law that a broker keeps later, or not at all, is not run against it rather than passed.
    const itself: (law: string, test: () => Promise<void>) => void = keptBy === "itself" ? it : () => undefined;

    it("numbers each partition from 0, and answers offsets in the order of the records", async () => {
      const log = await fresh();
      expect(await log.append("events", [record(0, "a", "1"), record(2, "b", "2"), record(0, "a", "3")])).toEqual([0, 0, 1]);
      expect(await log.append("events", [record(0, "a", "4")])).toEqual([2]);
      expect(await log.append("events", [])).toEqual([]);
      const bounds = await log.bounds("events");
      expect(bounds).toEqual([0, 1, 2, 3].map((partition) => ({ partition, begin: 0, end: [3, 0, 1, 0][partition] })));
    });

    it("reads back key, value and timestamp from an offset on, at most as many as asked", async () => {
      const log = await fresh();
      await log.append("events", [record(1, "ké|y", "one", 5), record(1, "", "two", 6), record(1, "k", "", 7)]);
      const read = await log.read("events", 1, 0, 10);
      expect(read.map((r) => [r.offset, r.key, text(r), r.timestampMs])).toEqual([
        [0, "ké|y", "one", 5],
        [1, "", "two", 6],
        [2, "k", "", 7],
      ]);
      expect((await log.read("events", 1, 1, 1)).map(text)).toEqual(["two"]);
      expect(await log.read("events", 1, 3, 10)).toEqual([]);
      expect(await log.read("events", 0, 0, 10)).toEqual([]);
    });

    it("keeps what was appended, whatever the caller does with its buffer afterwards", async () => {
      const log = await fresh();
      const value = Buffer.from("before");
      await log.append("events", [{ partition: 0, key: "k", value, timestampMs: 0 }]);
      value.write("AFTER!");
      const [first] = await log.read("events", 0, 0, 1);
      const reads = await Promise.all(Array.from({ length: 20 }, () => log.read("events", 0, 0, 1)));
      expect([first, ...reads.flat()].map((r) => text(r as LogRecord))).toEqual(Array(21).fill("before"));
    });

    it("gives concurrent callers offsets without gap or repetition, each call's in one piece", async () => {
      const log = await fresh();
      const calls = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append("events", [record(3, "k", `${i}.0`), record(3, "k", `${i}.1`)])),
      );
      expect(calls.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
      for (const [first, second] of calls) expect(second).toBe((first as number) + 1);
      const read = await log.read("events", 3, 0, 1000);
      expect(calls.map(([first]) => text(read[first as number] as LogRecord))).toEqual(calls.map((_, i) => `${i}.0`));
    });

    it("refuses a partition that the topic does not have, and appends nothing of that call", async () => {
      const log = await fresh();
      await expect(log.append("examples", [record(0, "k", "v"), record(1, "k", "v")])).rejects.toThrow(RangeError);
      expect(await log.bounds("examples")).toEqual([{ partition: 0, begin: 0, end: 0 }]);
    });

    itself("keeps the newest record of each key in a compacted topic, tombstones for a day", async () => {
      const log = await fresh();
      await log.append("catalogue", [record(0, "a", "a1"), record(0, "b", "b1"), record(0, "a", "a2")]);
      await log.append("catalogue", [record(0, "b", "")]);
      const kept = async () => (await log.read("catalogue", 0, 0, 10)).map((r) => [r.offset, r.key, text(r)]);
      expect(await kept()).toEqual([
        [2, "a", "a2"],
        [3, "b", ""],
      ]);
      expect(await log.trim("catalogue", NOW_MS + TOMBSTONE_MS)).toBe(0);
      expect(await log.trim("catalogue", NOW_MS + TOMBSTONE_MS + 1)).toBe(1);
      expect(await kept()).toEqual([[2, "a", "a2"]]);
      expect(await log.append("catalogue", [record(0, "b", "b2")])).toEqual([4]);
      expect(await kept()).toEqual([
        [2, "a", "a2"],
        [4, "b", "b2"],
      ]);
    });

    itself("trims from the front what retention no longer covers; offsets go on", async () => {
      const log = await fresh();
      const { retentionMs } = TOPICS.events;
      await log.append("events", [
        record(0, "k", "old", NOW_MS - 10),
        record(0, "k", "new", NOW_MS),
        record(0, "k", "late", NOW_MS - 10),
        record(1, "k", "old", NOW_MS - 10),
      ]);
      expect(await log.trim("events", NOW_MS - 10 + retentionMs)).toBe(0);
      expect(await log.trim("events", NOW_MS - 9 + retentionMs)).toBe(2);
      expect((await log.read("events", 0, 0, 10)).map(text)).toEqual(["new", "late"]);
      expect((await log.bounds("events")).slice(0, 2)).toEqual([
        { partition: 0, begin: 1, end: 3 },
        { partition: 1, begin: 1, end: 1 },
      ]);
      expect(await log.append("events", [record(1, "k", "next")])).toEqual([1]);
    });

    itself("counts and erases the records of exactly one key, in every partition; offsets and the other records stay", async () => {
      const { port, reopen } = await freshUnderTest();
      const appended = Array.from({ length: 60 }, (_, i) => record(i % 4, i % 3 === 0 ? "t|gone" : i % 3 === 1 ? "t|gone2" : "t", `${i}`));
      await port.append("events", appended);
      await port.append("catalogue", [record(0, "t|gone", "item"), record(0, "kept", "item")]);
      expect(await port.traces("events", "t|gone")).toBe(20);
      expect(await port.erase("events", "t|gone")).toBe(20);
      expect(await port.erase("events", "t|gone")).toBe(0);
      const log = (await reopen?.()) ?? port;
      expect([await log.traces("events", "t|gone"), await log.traces("events", "t|gone2")]).toEqual([0, 20]);
      const left = (await Promise.all([0, 1, 2, 3].map((partition) => log.read("events", partition, 0, 100)))).flat();
      expect(left.map(text).sort()).toEqual(
        appended
          .filter(({ key }) => key !== "t|gone")
          .map(({ value }) => Buffer.from(value).toString())
          .sort(),
      );
      expect((await log.bounds("events")).map(({ end }) => end)).toEqual([15, 15, 15, 15]);
      expect(await log.append("events", [record(0, "t|gone", "again")])).toEqual([15]);
      expect(await log.traces("catalogue", "t|gone")).toBe(1);
      expect(await log.erase("catalogue", "t|gone")).toBe(1);
      expect(await log.append("catalogue", [record(0, "t|gone", "item")])).toEqual([2]);
      expect((await log.read("catalogue", 0, 0, 10)).map(({ offset }) => offset)).toEqual([1, 2]);
    });

    itself("delivers what is left when records behind the subscriber's place were erased", async () => {
      const log = await fresh();
      await log.append("events", [record(0, "a", "1"), record(0, "b", "2"), record(0, "a", "3")]);
      await log.erase("events", "a");
      const { batches, running } = await collect(log, "events", 1, end);
      expect(batches.map(({ records, endOffset }) => [records.map(text), endOffset])).toEqual([[["2"], 3]]);
      await running.stop();
    });

    itself("reads the same after scrubbing", async () => {
      const log = await fresh();
      await log.append("events", [record(0, "a", "1"), record(1, "b", "2")]);
      await log.erase("events", "a");
      const before = await contents(log, "events");
      expect(await log.scrub("events", [Buffer.from("person")])).toMatchObject({ remaining: 0 });
      expect(await contents(log, "events")).toEqual(before);
    });

    it("delivers what is there and what comes, in order, one batch at a time per partition", async () => {
      const log = await fresh();
      const append = (from: number, to: number) =>
        log.append(
          "events",
          Array.from({ length: to - from }, (_, i) => record((from + i) % 4, "k", String(from + i))),
        );
      await append(0, 20);
      const seen: string[] = [];
      const inHand = new Set<number>();
      const overlapping: number[] = [];
      const [twenty, forty] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const running = await log.subscribe({
        topic: "events",
        maxBatchRecords: 2,
        startOffset: async (partition) => (partition === 0 ? 3 : 0),
        async handle({ topic, partition, records, endOffset }) {
          if (inHand.has(partition)) overlapping.push(partition);
          inHand.add(partition);
          await Promise.resolve();
          expect(topic).toBe("events");
          expect(records.length).toBeLessThanOrEqual(2);
          seen.push(...records.map(text));
          expect(endOffset).toBeGreaterThan((records.at(-1) as LogRecord).offset);
          inHand.delete(partition);
          if (seen.length === 17) twenty.resolve();
          if (seen.length === 37) forty.resolve();
          return (records.at(-1) as LogRecord).offset + 1;
        },
      });
      await twenty.promise;
      await append(20, 40);
      await forty.promise;
      await running.stop();
      await running.finished;
      expect(overlapping).toEqual([]);
      const ofPartition = (partition: number) => seen.filter((value) => Number(value) % 4 === partition).map(Number);
      expect(ofPartition(0)).toEqual([12, 16, 20, 24, 28, 32, 36]);
      for (const partition of [1, 2, 3]) expect(ofPartition(partition)).toEqual(Array.from({ length: 10 }, (_, i) => i * 4 + partition));
    });

    it("reads again from an earlier offset when the handler answers one", async () => {
      const log = await fresh();
      await log.append("examples", [record(0, "k", "a"), record(0, "k", "b"), record(0, "k", "c")]);
      const { batches, running } = await collect(log, "examples", 3, (batch, seen) => (seen === 1 ? 1 : end(batch)));
      await running.stop();
      expect(batches.map((batch) => batch.records.map(text))).toEqual(
        [
          ["a", "b"],
          ["b", "c"],
        ].slice(0, batches.length),
      );
      expect(batches.length).toBeGreaterThanOrEqual(2);
    });

    itself("passes over what compaction removed, also at the end", async () => {
      const log = await fresh();
      await log.append("catalogue", [record(0, "a", "1"), record(0, "b", "1"), record(0, "a", "2"), record(0, "b", "")]);
      await log.trim("catalogue", NOW_MS + 2 * TOMBSTONE_MS);
      const { batches, running } = await collect(log, "catalogue", 2, (batch, seen) => {
        if (seen === 1) void log.append("catalogue", [record(0, "c", "3")]);
        return end(batch);
      });
      await running.stop();
      expect(batches.flatMap((batch) => batch.records.map((r) => [r.offset, text(r)]))).toEqual([
        [2, "2"],
        [4, "3"],
      ]);
    });

    it("ends the subscription when the handler throws, and says why", async () => {
      const log = await fresh();
      await log.append("examples", [record(0, "k", "v")]);
      const handle = async () => {
        throw new Error("the fold failed");
      };
      const running = await log.subscribe({ topic: "examples", maxBatchRecords: 1, startOffset: async () => 0, handle });
      await expect(running.finished).rejects.toThrow("the fold failed");
      await running.stop();
    });

    it("stops after the batch in hand", async () => {
      const log = await fresh();
      await log.append("examples", [record(0, "k", "v"), record(0, "k", "w")]);
      const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const order: string[] = [];
      const handle = async (batch: LogBatch) => {
        entered.resolve();
        await leave.promise;
        order.push("handled");
        return end(batch);
      };
      const running = await log.subscribe({ topic: "examples", maxBatchRecords: 1, startOffset: async () => 0, handle });
      await entered.promise;
      const stopped = running.stop().then(() => order.push("stopped"));
      leave.resolve();
      await stopped;
      expect(order).toEqual(["handled", "stopped"]);
    });

    it("lets the members of a group have a record once; without a group everybody has it", async () => {
      const log = await fresh();
      const seen: { readonly who: string; readonly said: string }[] = [];
      const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      // Which of them has the partition is the log's to say; where it goes on is theirs, and they share it.
      let next = 0;
      const member = (who: string) =>
        log.subscribe({
          topic: "examples",
          group: "learner",
          maxBatchRecords: 1,
          startOffset: async () => next,
          async handle(batch) {
            const said = text(batch.records[0] as LogRecord);
            seen.push({ who, said });
            (said === "1" ? one : two).resolve();
            next = end(batch);
            return next;
          },
        });
      const first = await member("first");
      const second = await member("second");
      await log.append("examples", [record(0, "k", "1")]);
      await one.promise;
      const tail = await collect(log, "examples", 1, end);
      await tail.running.stop();
      await first.stop();
      await log.append("examples", [record(0, "k", "2")]);
      await two.promise;
      await second.stop();
      expect(seen.map(({ said }) => said)).toEqual(["1", "2"]);
      expect(seen[1]?.who).toBe("second");
    });

    it("refuses to append once closed", async () => {
      const log = await fresh();
      await log.append("events", [record(0, "k", "v")]);
      await log.close();
      await expect(log.append("events", [record(0, "k", "v")])).rejects.toThrow(LogUnavailable);
    });

    itself("answers like the memory log after any sequence of operations, and after a restart", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyOperation, { maxLength: 25 }), async (operations) => {
          const [underTest, model] = [await freshUnderTest(), memoryLog()];
          let log = underTest.port;
          for (const operation of operations) {
            if (operation.verb === "restart") log = (await underTest.reopen?.()) ?? log;
            else expect(await apply(log, operation)).toEqual(await apply(model, operation));
          }
          for (const topic of ["events", "catalogue"] as const) expect(await contents(log, topic)).toEqual(await contents(model, topic));
        }),
        { numRuns: 25 },
      );
    });
  });
}

const anyRecord = fc.record({
  partition: fc.nat(3),
  key: fc.constantFrom("a", "b", "ç|d", ""),
  value: fc.uint8Array({ maxLength: 6 }),
  timestampMs: fc.integer({ min: 0, max: 9 * 86_400_000 }),
});
const anyTopic = fc.constantFrom("events" as const, "catalogue" as const);
const anyOperation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ verb: fc.constant("append" as const), topic: anyTopic, records: fc.array(anyRecord, { maxLength: 8 }) }),
  },
  fc.record({ verb: fc.constant("trim" as const), topic: anyTopic, nowMs: fc.integer({ min: 0, max: 9 * 86_400_000 }) }),
  fc.record({ verb: fc.constant("restart" as const) }),
);
type Operation = typeof anyOperation extends fc.Arbitrary<infer T> ? Exclude<T, { verb: "restart" }> : never;

async function apply(log: Log, operation: Operation): Promise<unknown> {
  if (operation.verb === "trim") return log.trim(operation.topic, operation.nowMs);
  const { partitions } = TOPICS[operation.topic];
  return log.append(
    operation.topic,
    operation.records.map((r) => ({ ...r, partition: r.partition % partitions })),
  );
}

async function contents(log: Log, topic: TopicName) {
  const bounds = await log.bounds(topic);
  const reads = bounds.map(({ partition }) => log.read(topic, partition, 2, 20));
  return {
    bounds,
    records: (await Promise.all(reads)).map((records) => records.map(({ value, ...rest }) => ({ ...rest, value: [...value] }))),
  };
}

const end = (batch: LogBatch): number => (batch.records.at(-1) as LogRecord).offset + 1;

/** Subscribes from 0 with batches of two, and waits until `records` records were delivered; `next` gets how many batches there were. */
async function collect(log: Log, topic: TopicName, records: number, next: (batch: LogBatch, seen: number) => number) {
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
