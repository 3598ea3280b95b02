import { setImmediate as nextTurn } from "node:timers/promises";
import { type Log, type LogRecord, LogUnavailable } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { expect, it } from "vitest";
import { type LaneFolder, runLane } from "./lane-runner.ts";

const LANE = { lane: "learner", partition: 0 } as const;
const vitals = { committed: () => undefined };

/** Adds up the numbers of the log, in memory first, as every lane does. */
function summing(state: StateStore, noted: { claims: number }): LaneFolder {
  let sum = 0;
  return {
    async open() {
      noted.claims += 1;
      sum = await storedSum(state);
    },
    async fold(records: readonly LogRecord[]) {
      for (const { value } of records) sum += Number(Buffer.from(value).toString());
      return { publish: async () => undefined, puts: () => [["sum", Buffer.from(String(sum))]] };
    },
    committed: () => undefined,
  };
}

async function storedSum(state: StateStore): Promise<number> {
  const [value] = await state.read([{ ...LANE, key: "sum" }]);
  return value === undefined ? 0 : Number(Buffer.from(value).toString());
}

/**
 * A log that hands every partition to whoever subscribes: what a worker sees that was halted past its session, or started beside the group.
 * Each batch waits a turn, so that owners who did take turns would be seen doing so instead of keeping everybody else waiting.
 */
function shared(log: Log): Log {
  return {
    ...log,
    subscribe: ({ topic, maxBatchRecords, startOffset, handle }) =>
      log.subscribe({ topic, maxBatchRecords, startOffset, handle: async (batch) => handle(await nextTurn(batch)) }),
  };
}

function startOwner(log: Log, state: StateStore) {
  const noted = { claims: 0 };
  const running = runLane({ log, state, vitals }, { topic: "examples", lane: "learner", maxBatchRecords: 3 }, () => summing(state, noted));
  return { noted, running };
}

const appendNumbers = (log: Log, from: number, to: number) =>
  log.append(
    "examples",
    Array.from({ length: to - from }, (_, i) => ({ partition: 0, key: "k", value: Buffer.from(String(from + i)), timestampMs: 0 })),
  );

it("does not take a partition back from an owner who gets on with it, and counts nothing twice", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const [a, b] = [startOwner(shared(log), state), startOwner(shared(log), state)];
  const running = await Promise.all([a.running, b.running]);
  for (let from = 1; from <= 200; from += 10) {
    await appendNumbers(log, from, from + 10);
    await expect.poll(() => state.offset(LANE), { interval: 1, timeout: 5_000 }).toBe(from + 9);
  }
  expect(await storedSum(state)).toBe((200 * 201) / 2);
  expect([a.noted.claims, b.noted.claims]).toEqual([1, 1]);
  await Promise.all(running.map((each) => each.stop()));
  await Promise.all(running.map((each) => each.finished));
});

it("takes a partition back from an owner who stands still", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const a = startOwner(log, state);
  const running = await a.running;
  await appendNumbers(log, 1, 4);
  await expect.poll(() => state.offset(LANE), { interval: 1 }).toBe(3);
  await state.claim(LANE);
  await appendNumbers(log, 4, 11);
  await expect.poll(() => state.offset(LANE), { timeout: 20_000 }).toBe(10);
  expect([await storedSum(state), a.noted.claims]).toEqual([55, 2]);
  await running.stop();
}, 30_000);

it("goes back to what is stored when the store went back", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const older = memoryStateStore();
  let current = state;
  const switching: StateStore = {
    ...state,
    claim: (lane) => current.claim(lane),
    read: (keys) => current.read(keys),
    commit: (commit) => current.commit(commit),
    offset: (lane) => current.offset(lane),
  };
  const a = startOwner(log, switching);
  const running = await a.running;
  await appendNumbers(log, 1, 11);
  await expect.poll(() => state.offset(LANE), { interval: 1 }).toBe(10);
  const { epoch } = await older.claim(LANE);
  await older.commit({ ...LANE, epoch, expectedOffset: 0, nextOffset: 4, puts: [["sum", Buffer.from("10")]] });
  current = older;
  await appendNumbers(log, 11, 12);
  await expect.poll(() => older.offset(LANE), { interval: 1, timeout: 5_000 }).toBe(11);
  expect(await storedSum(older)).toBe(66);
  await running.stop();
});

it("waits with the batch in hand for a log that is away, and ends when it is told to", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  let tries = 0;
  let away = true;
  const noted = { claims: 0 };
  const folder = (): LaneFolder => {
    const summed = summing(state, noted);
    return {
      ...summed,
      fold: async (records) => ({
        ...(await summed.fold(records)),
        publish: async () => {
          tries += 1;
          if (away) throw new LogUnavailable("away");
        },
      }),
    };
  };
  const start = () => runLane({ log, state, vitals }, { topic: "examples", lane: "learner", maxBatchRecords: 3 }, folder);
  const running = await start();
  await appendNumbers(log, 1, 4);
  await expect.poll(() => tries, { timeout: 5_000 }).toBeGreaterThan(2);
  expect(await state.offset(LANE)).toBe(0);
  away = false;
  await expect.poll(() => state.offset(LANE), { interval: 1, timeout: 5_000 }).toBe(3);
  expect([await storedSum(state), noted.claims]).toEqual([6, 1]);

  away = true;
  await appendNumbers(log, 4, 5);
  const before = tries;
  await expect.poll(() => tries, { interval: 1, timeout: 5_000 }).toBeGreaterThan(before);
  await running.stop();
  await expect(running.finished).rejects.toThrow("away");
});
