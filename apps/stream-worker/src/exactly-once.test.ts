import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import { laneUsageTotals, unpackLaneUsage } from "@attune/core/flows/lane-usage";
import { tenantOf } from "@attune/core/flows/small-shop.fixture";
import type { Log } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { experimentSumsKey, laneUsageKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { TOPICS } from "@attune/core/ports/topics";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import type { LedgerEntry } from "@attune/db/consent-ledger";
import { pino } from "pino";
import { expect, it } from "vitest";
import { codec, EVENTS, eventStream, START_MS } from "./event-stream.fixture.ts";
import { foldedContents } from "./folded-contents.fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";
import { workerVitals } from "./worker-vitals.ts";

class Crash extends Error {}

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
  const appends = eventStream(seededRandom(seed));
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
