import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { memoryLog, TOMBSTONE_MS } from "./log.memory.ts";
import type { Log } from "./log.ts";
import { collect, contents, end, type LogUnderTest, NOW_MS, record, text } from "./log-under-test.fixture.ts";
import { TOPICS } from "./topics.ts";

/** The law of a log that compacts, trims, erases and scrubs by itself, at once. A broker does so in its own time, of which nothing can be told here. */
export function logKeepingContract(name: string, make: () => Promise<LogUnderTest>): void {
  describe(`log that keeps itself: ${name}`, () => {
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

    it("keeps the newest record of each key in a compacted topic, tombstones for a day", async () => {
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

    it("trims from the front what retention no longer covers; offsets go on", async () => {
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

    it("counts and erases the records of exactly one key, in every partition; offsets and the other records stay", async () => {
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

    it("delivers what is left when records behind the subscriber's place were erased", async () => {
      const log = await fresh();
      await log.append("events", [record(0, "a", "1"), record(0, "b", "2"), record(0, "a", "3")]);
      await log.erase("events", "a");
      const { batches, running } = await collect(log, "events", 1, end);
      expect(batches.map(({ records, endOffset }) => [records.map(text), endOffset])).toEqual([[["2"], 3]]);
      await running.stop();
    });

    it("reads the same after scrubbing", async () => {
      const log = await fresh();
      await log.append("events", [record(0, "a", "1"), record(1, "b", "2")]);
      await log.erase("events", "a");
      const before = await contents(log, "events");
      expect(await log.scrub("events", [Buffer.from("person")])).toMatchObject({ remaining: 0 });
      expect(await contents(log, "events")).toEqual(before);
    });

    it("passes over what compaction removed, also at the end", async () => {
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

    it("answers like the memory log after any sequence of operations, and after a restart", async () => {
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
