import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { record } from "@attune/core/ports/log-under-test.fixture";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { freePorts } from "../../../../scripts/platform/ports.ts";
import { startKafka } from "../../../../scripts/services/kafka.ts";
import type { Service } from "../../../../scripts/services/service.ts";
import { CLIENTS, groupUnderTest, inEach, instantly, PARTITIONS, SESSION_MS, upTo } from "./kafka-group.fixture.ts";
import type { KafkaLogOptions } from "./kafka-log.ts";
import { joinLane } from "./lane-effects.fixture.ts";

let folder: string;
let broker: Service;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-kafka-faults-"));
  const [port, controllerPort] = (await freePorts(2, "127.0.0.1")) as [number, number];
  broker = await startKafka({ folder, node: { id: 1, port, controllerPort } });
}, 120_000);
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Both clients are tried at the same time, because most of each test is waiting for sessions to end. */
const groupOf = (name: string, client: KafkaLogOptions["client"], { onTestFinished }: TestContext) =>
  groupUnderTest({ broker: broker.address, client, name, afterwards: onTestFinished });

describe("both members get on when every batch takes longer than the session", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, effects, ...group } = groupOf("long", client, context);
    const [first, second] = [await open(), await open()];
    await first.append("events", inEach(2));
    const slowly = { maxBatchRecords: 1, work: () => pause(1.8 * SESSION_MS) };
    await joinLane(first, effects.of("first"), slowly);
    await effects.until(() => group.steps("first", "handed").length > 0);
    await joinLane(second, effects.of("second"), slowly);
    await group.allApplied(2);
    group.expectExactlyOnce(2);
    expect(effects.journal.filter(({ what }) => what === "refused")).toEqual([]);
    expect(group.steps("second", "committed").length).toBeGreaterThan(0);
  });
});

describe("a partition moves when the batch in hand is done; its new owner asks where to begin, its former one has none of it", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, effects, ...group } = groupOf("moves", client, context);
    const [first, second] = [await open(), await open()];
    await first.append("events", inEach(1));
    const gate = Promise.withResolvers<void>();
    context.onTestFinished(() => gate.resolve());
    await joinLane(first, effects.of("first"), { ...instantly, work: () => gate.promise });
    await effects.until(() => group.steps("first", "handed").length === PARTITIONS.length);
    const joining = joinLane(second, effects.of("second"), instantly);
    await context.expect.poll(group.state, { timeout: 10_000 }).toBe("PreparingRebalance");
    expect(group.steps("second", "claimed")).toEqual([]);
    gate.resolve();
    await joining;
    await group.allApplied(1);
    await first.append("events", inEach(2));
    await group.allApplied(3);
    group.expectExactlyOnce(3);
    const moved = new Set(group.steps("second", "claimed").map(({ partition }) => partition));
    expect(moved.size).toBe(PARTITIONS.length / 2);
    const since = effects.journal.slice(effects.journal.findIndex(({ who }) => who === "second"));
    expect(since.filter(({ who, what, partition }) => who === "first" && what === "handed" && moved.has(partition))).toEqual([]);
  });
});

describe("begins exactly where it is told, wherever the group's committed offset, the partition's begin or its end are", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, topic, groupId, admin } = groupOf("seek", client, context);
    const log = await open();
    await log.append("events", inEach(100));
    const partitionOffsets = [50n, 10n].map((offset, partition) => ({ partition, offset }));
    await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionOffsets }] });
    await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 2, offset: 30n }] }] });
    const start = [20, 80, 5, 150];
    const seen: number[][] = [[], [], [], []];
    await log.subscribe({
      topic: "events",
      group: "users",
      maxBatchRecords: 7,
      startOffset: async (partition) => start[partition] as number,
      async handle({ partition, records }) {
        seen[partition]?.push(...records.map(({ offset }) => offset));
        return (records.at(-1)?.offset as number) + 1;
      },
    });
    const counts = () => seen.map(({ length }) => length);
    await context.expect.poll(counts, { timeout: 10_000 }).toEqual([80, 20, 70, 0]);
    await log.append(
      "events",
      Array.from({ length: 60 }, (_, i) => record(3, "k", String(i), Date.now())),
    );
    await context.expect.poll(counts, { timeout: 10_000 }).toEqual([80, 20, 70, 10]);
    const from = (begin: number, end: number) => upTo(end).slice(begin);
    expect(seen).toEqual([from(20, 100), from(80, 100), from(30, 100), from(150, 160)]);
  });
});

describe("loses and doubles nothing while members join and leave under appends", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, effects, ...group } = groupOf("churn", client, context);
    const producing = await open();
    let appended = 0;
    let over = false;
    const appending = (async () => {
      while (!over) {
        await producing.append("events", inEach(5));
        appended += 5;
      }
    })();
    const logs = [await open(), await open()] as const;
    const works = (who: string) => group.committed(who, group.steps(who, "committed").length + 8);
    const join = async (i: 0 | 1, who: string) => {
      const running = await joinLane(logs[i], effects.of(who), instantly);
      await works(who);
      return running;
    };
    const a = await join(0, "a");
    const b = await join(1, "b");
    await b.stop();
    // Partitions that it had before, and that are farther on by now.
    await works("a");
    await join(1, "c");
    await a.stop();
    await join(0, "d");
    over = true;
    await appending;
    await group.allApplied(appended);
    group.expectExactlyOnce(appended);
    expect(effects.journal.filter(({ what }) => what === "refused")).toEqual([]);
  });
});

describe("takes over from a member that was killed, within the session and a moment", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, child, effects, ...group } = groupOf("killed", client, context);
    const log = await open();
    const killed = await child("killed", { maxBatchRecords: 10, workMs: 1 });
    await log.append("events", inEach(1));
    await group.allApplied(1);
    await joinLane(log, effects.of("heir"), instantly);
    await killed.kill();
    const killedMs = performance.now();
    await log.append("events", inEach(1));
    await group.allApplied(2);
    const tookMs = performance.now() - killedMs;
    console.log(`${client}: taken over after ${(tookMs / 1000).toFixed(1)} s, with a session of ${SESSION_MS / 1000} s`);
    group.expectExactlyOnce(2);
    expect(tookMs).toBeLessThan(SESSION_MS + 5_000);
  });
});

describe("hands a member that was suspended for longer than its session nothing on before it is let in again", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, child, effects, ...group } = groupOf("suspended", client, context);
    const log = await open();
    const zombie = await child("zombie", { maxBatchRecords: 10, workMs: 1 });
    await log.append("events", inEach(1));
    await group.allApplied(1);
    zombie.signal("SIGSTOP");
    // The broker answers the fetches that wait: the first thing that is read when it is awake.
    await log.append("events", inEach(50));
    await joinLane(log, effects.of("heir"), instantly);
    await group.allApplied(51);
    const since = effects.journal.length;
    zombie.signal("SIGCONT");
    await context.expect.poll(group.members, { timeout: 20_000 }).toBe(2);
    await log.append("events", inEach(50));
    await group.allApplied(101);
    group.expectExactlyOnce(101);
    const awake = effects.journal.slice(since).filter(({ who }) => who === "zombie");
    expect(awake.length).toBeGreaterThan(0);
    for (const partition of PARTITIONS) expect(awake.find((step) => step.partition === partition)?.what ?? "claimed").toBe("claimed");
  });
});

describe("ends the subscription when the group will not have its member any more", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, child, effects, foreign, groupId, topic, ...group } = groupOf("outcast", client, context);
    const late = await open();
    const member = await child("outcast", { maxBatchRecords: 10, workMs: 1 });
    member.signal("SIGSTOP");
    await context.expect.poll(group.state, { timeout: 20_000 }).toBe("Empty");
    // Somebody else's program, with another way of sharing partitions out, has the group by now.
    const protocol = { name: "somebody-elses", metadata: Buffer.alloc(0) };
    const other = foreign.consumer({
      groupId,
      partitionAssigners: [() => ({ name: protocol.name, version: 0, assign: async () => [], protocol: () => protocol })],
    });
    try {
      await other.subscribe({ topic });
      await other.run({ eachMessage: async () => undefined });
      await context.expect.poll(group.state, { timeout: 10_000 }).not.toBe("Empty");
      member.signal("SIGCONT");
      expect(await member.failed).toMatch(/protocol/i);
      await expect(joinLane(late, effects.of("late"), instantly)).rejects.toThrow(/protocol/i);
    } finally {
      await other.disconnect();
    }
  });
});

describe("has no more in memory than a fetch of each partition while a handler takes its time", () => {
  it.concurrent.for(CLIENTS)("by %s", async (client, context: TestContext) => {
    const { open, child, effects, ...group } = groupOf("memory", client, context);
    const log = await open();
    const slow = await child("slow", { maxBatchRecords: 10, workMs: null });
    await log.append("events", inEach(10));
    await effects.until(() => group.steps("slow", "handed").length > 0);
    const before = await slow.residentBytes();
    const megabyte = Buffer.alloc(1_000_000, 7);
    const wave = PARTITIONS.map((partition) => ({ partition, key: "k", value: megabyte, timestampMs: Date.now() }));
    for (let i = 0; i < 15; i++) await log.append("events", wave);
    expect((await slow.residentBytes()) - before).toBeLessThan(25_000_000);
  });
});

it("hands the other partitions on while one handler takes its time, by platformatic", async (context) => {
  const group = groupOf("slow", "platformatic", context);
  const { effects } = group;
  const log = await group.open();
  await log.append("events", inEach(10));
  const gate = Promise.withResolvers<void>();
  context.onTestFinished(() => gate.resolve());
  await joinLane(log, effects.of("one"), { ...instantly, work: ({ partition }) => (partition === 0 ? gate.promise : Promise.resolve()) });
  const othersApplied = (end: number) => effects.until(() => [1, 2, 3].every((partition) => effects.stand(partition) === end));
  await othersApplied(10);
  await log.append("events", inEach(10));
  await othersApplied(20);
  expect(effects.stand(0)).toBe(0);
  gate.resolve();
  await group.allApplied(20);
});
