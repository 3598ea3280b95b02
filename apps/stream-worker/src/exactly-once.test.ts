import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { LaneRecord } from "@attune/core/events/lane-record";
import type { Log, LogAppend } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { pino } from "pino";
import { expect, it } from "vitest";
import { foldedContents } from "./folded-contents.fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";

const codec = avroRecordCodec();
const START_MS = 1_790_000_000_000;
const EVENTS = 3_000;

class Crash extends Error {}

/** 40 people, 60 items, three tenths of all events delivered twice, one merge, one withdrawal. */
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
  for (let i = 0; i < EVENTS; i++) {
    const subject = `person-${Math.floor(random() * 40)}`.padEnd(22, "x");
    const type = types[Math.floor(random() * types.length)] as keyof typeof EVENT_TYPES;
    const occurredAtMs = START_MS + i * 7_000 - Math.floor(random() * 5_000);
    const event = {
      kind: "event",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: occurredAtMs,
      eventId: `e${i}`,
      type,
      itemId: `item-${Math.floor(60 * random() ** 2)}`,
      ...EVENT_TYPES[type],
      occurredAtMs,
      sessionId: undefined,
      value: undefined,
      dwellMs: 500,
      recommendationId: undefined,
      categories: ["c"],
      segments: ["country:GB"],
      permissions: 15,
      policyVersion: 1,
      sealed: undefined,
    } as const;
    append(event);
    if (random() < 0.3) append(event);
    if (i === 1000) append({ kind: "merge", tenant: "t1", subject, keyId: "", acceptedAtMs: occurredAtMs, into: "known".padEnd(22, "x") });
    if (i === 2000)
      append({
        kind: "consent",
        tenant: "t1",
        subject,
        keyId: "",
        acceptedAtMs: occurredAtMs,
        purposes: { personalization: false },
        source: "test",
        policyVersion: 1,
        decidedAtMs: occurredAtMs,
      });
  }
  return appends;
}

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

async function foldAll(log: Log, state: StateStore, dies: () => boolean): Promise<number> {
  for (let crashes = 0; ; crashes++) {
    const worker = await startWorker({
      ...dying(log, state, dies),
      codec,
      clock: () => START_MS,
      logger: pino({ level: "silent" }),
      counters: workerCounters(),
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

/** Resolves with false when both lanes stand at the end of their logs, twice in a row (the second lane may just have been given more). */
async function caughtUp(log: Log, state: StateStore): Promise<false> {
  for (let quiet = 0; quiet < 2; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const behind = await Promise.all(
      (
        [
          ["events", "users"],
          ["item-deltas", "items"],
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

it("leaves the same state as an undisturbed run, wherever the worker dies and starts again", async () => {
  const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9));
  console.log(`seed ${seed}`);
  const appends = stream(seededRandom(seed));
  const run = async (dies: () => boolean) => {
    const [log, state] = [memoryLog(() => START_MS), memoryStateStore()];
    await log.append("events", appends);
    const crashes = await foldAll(log, state, dies);
    return { crashes, contents: await foldedContents(state) };
  };
  const random = seededRandom(`${seed} deaths`);
  const undisturbed = await run(() => false);
  const disturbed = await run(() => random() < 0.05);
  expect(undisturbed.crashes).toBe(0);
  expect(disturbed.crashes).toBeGreaterThan(5);
  expect(undisturbed.contents.size).toBeGreaterThan(100);
  expect(disturbed.contents).toEqual(undisturbed.contents);
}, 60_000);
