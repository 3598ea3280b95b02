import { copyFileSync } from "node:fs";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { foldedContents } from "../../apps/stream-worker/src/folded-contents.fixture.ts";
import { type RunningWorker, startWorker } from "../../apps/stream-worker/src/worker.ts";
import { workerCounters } from "../../apps/stream-worker/src/worker-counters.ts";
import { workerVitals } from "../../apps/stream-worker/src/worker-vitals.ts";
import { avroRecordCodec } from "../../packages/adapters/src/codec/avro-record-codec.ts";
import { keyedHash } from "../../packages/adapters/src/crypto/keyed-hash.ts";
import { redisLink } from "../../packages/adapters/src/redis/redis-link.ts";
import { redisStateStore } from "../../packages/adapters/src/redis/state-store.ts";
import { EVENT_TYPES } from "../../packages/core/src/events/event-types.ts";
import { tenantOf } from "../../packages/core/src/flows/small-shop.fixture.ts";
import { memoryLog } from "../../packages/core/src/ports/log.memory.ts";
import type { Log, LogAppend } from "../../packages/core/src/ports/log.ts";
import { laneKey, subjectPartition } from "../../packages/core/src/ports/state-keys.ts";
import { memoryStateStore } from "../../packages/core/src/ports/state-store.memory.ts";
import type { CommitOutcome, StateStore } from "../../packages/core/src/ports/state-store.ts";
import { seededRandom } from "../../packages/core/src/ranking/seeded-random.ts";
import { startTestRedis, type TestRedis } from "../services/test-redis.ts";

const codec = avroRecordCodec();
const START_MS = 1_790_000_000_000;
const SNAPSHOT = "dump.rdb";
const PATIENCE_MS = 20_000;

const ended: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** Views and purchases of 30 people, a fifth of them delivered twice. */
function stream(seed: string, from: number, to: number): LogAppend[] {
  const random = seededRandom(`${seed} ${from}`);
  const appends: LogAppend[] = [];
  for (let i = from; i < to; i++) {
    const subject = `person-${Math.floor(random() * 30)}`.padEnd(22, "x");
    const type = random() < 0.8 ? "view" : "purchase";
    const atMs = START_MS + i * 7_000;
    const value = codec.lane.encode({
      kind: "event",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: atMs,
      eventId: `e${i}`,
      type,
      itemId: `item-${Math.floor(40 * random() ** 2)}`,
      ...EVENT_TYPES[type],
      occurredAtMs: atMs,
      sessionId: undefined,
      value: undefined,
      dwellMs: 500,
      recommendationId: undefined,
      categories: ["c"],
      segments: ["country:GB"],
      permissions: 15,
      policyVersion: 1,
      sealed: undefined,
      schemaId: undefined,
    });
    const append = { partition: subjectPartition("t1", subject), key: laneKey("t1", subject), value, timestampMs: START_MS };
    appends.push(append);
    if (random() < 0.2) appends.push(append);
  }
  return appends;
}

async function begin(log: Log, state: StateStore): Promise<RunningWorker> {
  const worker = await startWorker({
    log,
    state,
    codec,
    control: { load: async () => ({ version: 1, tenants: new Map([["t1", { ...tenantOf(), id: "t1" }]]), apiKeys: new Map() }) },
    keyedHash,
    recordDecisions: async () => undefined,
    setUsage: async () => undefined,
    clock: () => START_MS,
    logger: pino({ level: "silent" }),
    counters: workerCounters(),
    vitals: workerVitals({ takeVitals: () => ({ pid: 1, loopDelayMs: 0, busy: 0, residentBytes: 0 }), clock: Date.now }),
  });
  worker.finished.catch((error: unknown) => console.error(error));
  ended.push(() => worker.stop().catch(() => undefined));
  return worker;
}

/** Resolves when the lanes stand at the ends of their logs, twice in a row: the second lane may just have been given more. */
async function folded(log: Log, state: StateStore): Promise<void> {
  const lanes = [
    ["events", "users"],
    ["item-deltas", "items"],
  ] as const;
  for (let quiet = 0; quiet < 2; await turn()) {
    let behind = false;
    for (const [topic, lane] of lanes)
      for (const { partition, end } of await log.bounds(topic)) behind ||= (await state.offset({ lane, partition })) < end;
    quiet = behind ? 0 : quiet + 1;
  }
}

/** The same events without any mishap. */
async function undisturbed(seed: string): Promise<Map<string, string>> {
  const [log, state] = [memoryLog(() => START_MS), memoryStateStore()];
  for (const from of [0, 300, 600]) await log.append("events", stream(seed, from, from + 300));
  await begin(log, state);
  await folded(log, state);
  return foldedContents(state);
}

/** A worker's state store on a Redis that writes a file only when told, what became of its commits, and a gate that holds them. */
async function storeOn(server: TestRedis) {
  const redis = (await redisLink(server.url, { patienceMs: PATIENCE_MS })) as Redis;
  ended.push(() => redis.disconnect());
  const state = redisStateStore(redis);
  const outcomes: CommitOutcome[] = [];
  let gate = Promise.resolve();
  let underWay = 0;
  const commit: StateStore["commit"] = async (wanted) => {
    await gate;
    underWay++;
    const outcome = await state.commit(wanted).finally(() => underWay--);
    outcomes.push(outcome);
    return outcome;
  };
  /** Ticks of the wall clock are committed as well: from now until the returned function is called none is. */
  const hold = async (): Promise<() => void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    while (underWay > 0) await turn();
    return resolve;
  };
  return { state: { ...state, commit } satisfies StateStore, outcomes, hold };
}

/** What a reader sees of each lane partition. */
async function metasOf(state: StateStore, log: Log): Promise<readonly number[]> {
  const bounds = await log.bounds("events");
  return Promise.all(bounds.map(({ partition }) => state.offset({ lane: "users", partition })));
}

describe("Redis restarted from an older snapshot", () => {
  it.each([
    { refused: "offset-mismatch", snapshot: "of after the worker's claim", newWorker: false },
    { refused: "fenced", snapshot: "of before the worker's claim", newWorker: true },
  ] as const)("$snapshot: the next commit is $refused, and each event counts once in the end", async ({ refused, newWorker }) => {
    const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9));
    console.log(`seed ${seed}`);
    const server = await startTestRedis(["--appendonly", "no"]);
    ended.push(() => server.stop());
    const log = memoryLog(() => START_MS);
    const { state, outcomes, hold } = await storeOn(server);

    await log.append("events", stream(seed, 0, 300));
    const first = await begin(log, state);
    await folded(log, state);
    if (newWorker) await first.stop();
    const goOn = await hold();
    await server.redis.save();
    const older = path.join(server.folder, "older.rdb");
    copyFileSync(path.join(server.folder, SNAPSHOT), older);
    const [contentsThen, metasThen] = [await foldedContents(state), await metasOf(state, log)];
    goOn();

    if (newWorker) await begin(log, state);
    await log.append("events", stream(seed, 300, 600));
    await folded(log, state);
    const metasBefore = await metasOf(state, log);
    expect(metasBefore.every((offset, i) => offset > (metasThen[i] as number))).toBe(true);

    const release = await hold();
    await server.crash(() => copyFileSync(older, path.join(server.folder, SNAPSHOT)));
    // Values and offsets of one moment: a reader sees the platform as it was then, never a value newer than its partition's offset.
    await expect.poll(() => metasOf(state, log)).toEqual(metasThen);
    expect(await foldedContents(state)).toEqual(contentsThen);

    expect(outcomes).not.toContain(refused);
    release();
    await log.append("events", stream(seed, 600, 900));
    await folded(log, state);
    expect(outcomes).toContain(refused);
    const [contents, wanted] = [await foldedContents(state), await undisturbed(seed)];
    expect([...wanted.keys()].filter((key) => contents.get(key) !== wanted.get(key))).toEqual([]);
    expect(contents.size).toBe(wanted.size);
    expect(wanted.size).toBeGreaterThan(60);
  });
});
