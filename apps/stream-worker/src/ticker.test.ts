import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { memoryLog } from "@attune/core/ports/log.memory";
import { expect, it } from "vitest";
import { ticker } from "./ticker.ts";

const MINUTE_MS = 60_000;

function start() {
  const log = memoryLog();
  let nowMs = 1_790_000_000_000;
  const ticks = ticker({ log, codec: avroRecordCodec(), clock: () => nowMs });
  const tickTimes = async (times: number, folds: boolean) => {
    for (let i = 0; i < times; i++) {
      await ticks.tick();
      if (folds) ticks.folded(1, false);
    }
    return (await log.bounds("events"))[1]?.end;
  };
  return { ticks, tickTimes, pass: (ms: number) => (nowMs += ms) };
}

it("ticks what it folds, and stops when its ticks come back to somebody else", async () => {
  const { ticks, tickTimes } = start();
  expect(await tickTimes(3, false)).toBe(0);
  ticks.folded(1, true);
  expect(await tickTimes(30, true)).toBe(30);
  expect(await tickTimes(30, false)).toBe(40);
  // It stood still only, and folds what has waited.
  ticks.folded(1, false);
  expect(await tickTimes(5, true)).toBe(45);
});

it("goes on where another worker ticked, and leaves a quiet partition alone after three quarters of an hour", async () => {
  const { ticks, tickTimes, pass } = start();
  ticks.folded(1, false);
  expect(await tickTimes(5, true)).toBe(5);
  pass(46 * MINUTE_MS);
  expect(await tickTimes(5, true)).toBe(5);
  ticks.folded(1, true);
  expect(await tickTimes(5, true)).toBe(10);
});
