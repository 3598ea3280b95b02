import { afterEach, describe, expect, it } from "vitest";
import { type Log, type LogBatch, type LogRecord, LogUnavailable } from "./log.ts";
import { collect, end, type LogUnderTest, record, text } from "./log-under-test.fixture.ts";

/** The law of every log: appending, reading, following. What is kept and forgotten is told by `logKeepingContract`. */
export function logContract(name: string, make: () => Promise<LogUnderTest>): void {
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

    it("takes calls in the order in which they were made, each in one piece, also those that do not wait for each other", async () => {
      const log = await fresh();
      const calls = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append("events", [record(3, "k", `${i}.0`), record(3, "k", `${i}.1`)])),
      );
      expect(calls.flat()).toEqual(Array.from({ length: 100 }, (_, i) => i));
      for (const [first, second] of calls) expect(second).toBe((first as number) + 1);
      const read = await log.read("events", 3, 0, 1000);
      expect(calls.map(([first]) => text(read[first as number] as LogRecord))).toEqual(calls.map((_, i) => `${i}.0`));
    });

    it("refuses a partition that the topic does not have, and appends nothing of that call", async () => {
      const log = await fresh();
      await expect(log.append("examples", [record(0, "k", "v"), record(1, "k", "v")])).rejects.toThrow(RangeError);
      expect(await log.bounds("examples")).toEqual([{ partition: 0, begin: 0, end: 0 }]);
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
  });
}
