import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { LaneRecord } from "@attune/core/events/lane-record";
import { assign } from "@attune/core/experiments/assign";
import { laneUsageTotals, unpackLaneUsage } from "@attune/core/flows/lane-usage";
import { tenantOf } from "@attune/core/flows/small-shop.fixture";
import { itemKey } from "@attune/core/identity/item-key";
import type { Log, LogAppend } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { experimentSumsKey, laneKey, laneUsageKey, subjectPartition } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { TOPICS } from "@attune/core/ports/topics";
import { FEATURE_COUNT } from "@attune/core/ranking/features";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import type { LedgerEntry } from "@attune/db/consent-ledger";
import { pino } from "pino";
import { expect, it } from "vitest";
import { foldedContents } from "./folded-contents.fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";
import { workerVitals } from "./worker-vitals.ts";

const codec = avroRecordCodec();
const START_MS = 1_790_000_000_000;
const EVENTS = 3_000;

class Crash extends Error {}

const EXPERIMENT = {
  id: "x1",
  phase: 1,
  seed: "seed",
  conversionEvent: "purchase",
  variants: [
    { key: "control", weight: 0.5 },
    { key: "treatment", weight: 0.5 },
  ],
} as const;

/** 40 people, 60 items, lists of an experiment, three tenths of everything delivered twice, one merge, a decision now and then. */
function stream(random: () => number): LogAppend[] {
  const appends: LogAppend[] = [];
  const append = (record: Exclude<LaneRecord, { kind: "tick" }>) =>
    appends.push({
      partition: subjectPartition(record.tenant, record.subject),
      key: laneKey(record.tenant, record.subject),
      value: codec.lane.encode(record),
      timestampMs: START_MS,
    });
  const types = Object.keys(EVENT_TYPES) as (keyof typeof EVENT_TYPES)[];
  let merged: string | undefined;
  for (let i = 0; i < EVENTS; i++) {
    const subject = `person-${Math.floor(random() * 40)}`.padEnd(22, "x");
    const type = types[Math.floor(random() * types.length)] as keyof typeof EVENT_TYPES;
    const occurredAtMs = START_MS + i * 7_000 - Math.floor(random() * 5_000);
    const itemId = `item-${Math.floor(60 * random() ** 2)}`;
    // What a merged person's lane forwards comes after ticks of the wall clock, so whether such a list is still open is not the crash's doing.
    const listed = random() < 0.5 && subject !== merged;
    const list = {
      kind: "impression",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: occurredAtMs - 1_000,
      recommendationId: `r${i}`,
      placement: "home",
      modelId: "m1",
      personalized: true,
      shownAtMs: occurredAtMs - 1_000,
      items: [itemKey(itemId)],
      features: new Float32Array(FEATURE_COUNT),
      propensities: Float32Array.of(1),
      permissions: 15,
      exposure: assign(EXPERIMENT, subject),
    } as const;
    if (listed) append(list);
    if (listed && random() < 0.3) append(list);
    const event = {
      kind: "event",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: occurredAtMs,
      eventId: `e${i}`,
      type,
      itemId,
      ...EVENT_TYPES[type],
      occurredAtMs,
      sessionId: undefined,
      value: undefined,
      dwellMs: 500,
      recommendationId: listed ? `r${i}` : undefined,
      categories: ["c"],
      segments: ["country:GB"],
      permissions: 15,
      policyVersion: 1,
      sealed: undefined,
      schemaId: undefined,
    } as const;
    append(event);
    if (random() < 0.3) append(event);
    if (i === 1000) merged = subject;
    if (i === 1000) append({ kind: "merge", tenant: "t1", subject, keyId: "", acceptedAtMs: occurredAtMs, into: "known".padEnd(22, "x") });
    if (i % 90 === 0)
      append({
        kind: "consent",
        tenant: "t1",
        subject,
        keyId: "",
        acceptedAtMs: occurredAtMs,
        purposes: i === 1800 ? { personalization: false } : { analytics: i % 20 === 0 },
        source: `decision ${i}`,
        policyVersion: 1,
        decidedAtMs: occurredAtMs,
      });
  }
  return appends;
}

/** The consent ledger by its promise: each decision once. */
function memoryLedger() {
  const entries = new Map<string, LedgerEntry>();
  return {
    entries,
    record: async (brought: readonly LedgerEntry[]): Promise<void> => {
      for (const entry of brought) entries.set(`${entry.lanePartition}:${entry.laneOffset}`, entry);
    },
  };
}
type MemoryLedger = ReturnType<typeof memoryLedger>;

/** Stores that fail, once each time `dies()` says so, before or after they did what was asked: what a crash at that point leaves behind. */
function dying(log: Log, state: StateStore, dies: () => boolean): { log: Log; state: StateStore } {
  async function around<T>(work: () => Promise<T>): Promise<T> {
    if (dies()) throw new Crash();
    const result = await work();
    if (dies()) throw new Crash();
    return result;
  }
  return {
    log: {
      ...log,
      append: (topic, records) => around(() => log.append(topic, records)),
      subscribe: (subscription) => log.subscribe({ ...subscription, maxBatchRecords: 50 }),
    },
    state: { ...state, commit: (commit) => around(() => state.commit(commit)) },
  };
}

async function foldAll(log: Log, state: StateStore, ledger: MemoryLedger, dies: () => boolean): Promise<number> {
  for (let crashes = 0; ; crashes++) {
    const worker = await startWorker({
      ...dying(log, state, dies),
      codec,
      control: { load: async () => ({ version: 1, tenants: new Map([["t1", { ...tenantOf(), id: "t1" }]]), apiKeys: new Map() }) },
      keyedHash,
      recordDecisions: ledger.record,
      setUsage: async () => undefined,
      clock: () => START_MS,
      logger: pino({ level: "silent" }),
      counters: workerCounters(),
      vitals: workerVitals({ takeVitals: () => ({ pid: 1, loopDelayMs: 0, busy: 0, residentBytes: 0 }), clock: Date.now }),
    });
    const crashed = await Promise.race([
      worker.finished.then(
        () => false,
        (cause) => rethrowUnlessCrash(cause),
      ),
      caughtUp(log, state),
    ]);
    await stopQuietly(worker);
    if (!crashed) return crashes;
  }
}

function rethrowUnlessCrash(cause: unknown): true {
  if (cause instanceof Crash) return true;
  throw cause;
}

async function stopQuietly(worker: RunningWorker): Promise<void> {
  await worker.stop().catch(rethrowUnlessCrash);
}

/** Resolves with false when the lanes stand at the end of their logs, twice in a row (the second lane may just have been given more). */
async function caughtUp(log: Log, state: StateStore): Promise<false> {
  for (let quiet = 0; quiet < 2; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const behind = await Promise.all(
      (
        [
          ["events", "users"],
          ["item-deltas", "items"],
          ["consent-decisions", "ledger"],
        ] as const
      ).map(async ([topic, lane]) => {
        const bounds = await log.bounds(topic);
        const offsets = await Promise.all(bounds.map(({ partition }) => state.offset({ lane, partition })));
        return bounds.some(({ end }, i) => (offsets[i] as number) < end);
      }),
    );
    quiet = behind.some(Boolean) ? 0 : quiet + 1;
  }
  return false;
}

/** Events counted, by partition, tenant and day. */
async function usageOf(state: StateStore): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let partition = 0; partition < TOPICS.events.partitions; partition++) {
    for await (const { key, value } of state.scan({ lane: "users", partition }, laneUsageKey(""))) {
      for (const { measure, dayMs, count } of laneUsageTotals(unpackLaneUsage(value)))
        counts.set(`${partition} ${key} ${measure} ${dayMs}`, count);
    }
  }
  return counts;
}

it("leaves the same state as an undisturbed run, wherever the worker dies and starts again", async () => {
  const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9));
  console.log(`seed ${seed}`);
  const appends = stream(seededRandom(seed));
  const run = async (dies: () => boolean) => {
    const [log, state] = [memoryLog(() => START_MS), memoryStateStore()];
    await log.append("events", appends);
    const ledger = memoryLedger();
    const crashes = await foldAll(log, state, ledger, dies);
    return { crashes, contents: await foldedContents(state), decisions: ledger.entries, usage: await usageOf(state) };
  };
  const random = seededRandom(`${seed} deaths`);
  const undisturbed = await run(() => false);
  const disturbed = await run(() => random() < 0.05);
  expect(undisturbed.crashes).toBe(0);
  expect(disturbed.crashes).toBeGreaterThan(5);
  expect(undisturbed.contents.size).toBeGreaterThan(100);
  expect([...undisturbed.contents.keys()].filter((key) => key.endsWith(`/${experimentSumsKey("t1", "x1", 1)}`)).length).toBeGreaterThan(1);
  expect(disturbed.contents).toEqual(undisturbed.contents);
  expect(undisturbed.decisions.size).toBe(Math.ceil(EVENTS / 90));
  expect(disturbed.decisions).toEqual(undisturbed.decisions);
  expect(undisturbed.usage.values().reduce((sum, count) => sum + count, 0)).toBe(EVENTS);
  expect(disturbed.usage).toEqual(undisturbed.usage);
}, 60_000);
