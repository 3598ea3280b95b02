import { addPerson, EMPTY_AGGREGATE } from "@attune/core/experiments/aggregate";
import { packAggregate } from "@attune/core/experiments/pack-aggregate";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { experimentSumsKey } from "@attune/core/ports/state-keys";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { expect, it } from "vitest";
import { ExperimentHistory, KEPT_MOMENTS } from "./experiment-history.ts";

const PERSON = {
  experimentId: "x1",
  phase: 1,
  variant: "control",
  conversionEvent: "purchase",
  firstAtMs: 1,
  lastAtMs: 1,
  lists: 1,
  clicked: 0,
  converted: false,
  several: false,
} as const;

it("adds the partitions up, remembers what is new, and keeps the whole time in sight with few moments", async () => {
  const state = memoryStateStore();
  const offsets = [0, 0];
  const write = async (partition: 0 | 1, people: number) => {
    const sums = Array.from({ length: people }, () => PERSON).reduce(addPerson, EMPTY_AGGREGATE);
    const { epoch } = await state.claim({ lane: "users", partition });
    const expectedOffset = offsets[partition] as number;
    offsets[partition] = expectedOffset + 1;
    const puts = [[experimentSumsKey("t1", "x1", 1), packAggregate(sums, new ByteWriter())]] as const;
    await state.commit({ lane: "users", partition, epoch, expectedOffset, nextOffset: expectedOffset + 1, puts });
  };
  let nowMs = 0;
  const control = { snapshot: { version: 1, tenants: new Map(), apiKeys: new Map() } };
  const history = new ExperimentHistory({ state, control, clock: () => nowMs, report: () => undefined });
  expect(await history.measure("t1", "x1", 1)).toEqual({ atMs: 0, sums: EMPTY_AGGREGATE, history: [] });
  await write(1, 5);
  for (nowMs = 1; nowMs <= 300; nowMs++) {
    await write(0, nowMs);
    await history.measure("t1", "x1", 1);
    await history.measure("t1", "x1", 1);
  }
  const { sums, history: moments } = await history.measure("t1", "x1", 1);
  expect(sums.variants.control.people).toBe(305);
  expect(moments.length).toBeLessThanOrEqual(KEPT_MOMENTS);
  expect(moments.length).toBeGreaterThan(KEPT_MOMENTS / 3);
  expect(moments.at(-1)).toEqual({ atMs: 300, sums });
  expect(moments.map(({ sums: then }) => then.variants.control.people)).toEqual(moments.map(({ atMs }) => atMs + 5));
  expect(moments[0]?.atMs).toBeLessThan(20);
  expect((await history.measure("t2", "x1", 1)).sums).toEqual(EMPTY_AGGREGATE);
});
