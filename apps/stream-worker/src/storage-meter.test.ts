import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import type { ImpressionRecord } from "@attune/core/events/lane-record";
import { laneUsageKey, pendingImpressionKey, rankerKey, subjectStateKey, topListKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { expect, it } from "vitest";
import { packPending } from "./pack-pending.ts";
import { measureStorage } from "./storage-meter.ts";

const codec = avroRecordCodec();

async function put(
  state: StateStore,
  lane: "users" | "items" | "learner",
  partition: number,
  key: string,
  value: Uint8Array,
): Promise<void> {
  const { epoch, offset } = await state.claim({ lane, partition });
  await state.commit({ lane, partition, epoch, expectedOffset: offset, nextOffset: offset + 1, puts: [[key, value]] });
}

const impression: ImpressionRecord = {
  kind: "impression",
  tenant: "b",
  subject: "s",
  keyId: "",
  acceptedAtMs: 1,
  recommendationId: "r",
  placement: "home",
  modelId: "m",
  personalized: true,
  shownAtMs: 1,
  items: [],
  features: new Float32Array(),
  propensities: new Float32Array(),
  permissions: 15,
  exposure: undefined,
};

it("counts keys and values of every tenant, whatever kind they are, and stops when told", async () => {
  const state = memoryStateStore();
  const expected = new Map([
    ["a", 0],
    ["b", 0],
  ]);
  const add = async (tenant: string, lane: "users" | "items" | "learner", partition: number, key: string, value: Uint8Array) => {
    expected.set(tenant, (expected.get(tenant) as number) + key.length + value.length);
    await put(state, lane, partition, key, value);
  };
  const ofPerson = subjectStateKey("a", "somebody");
  await add("a", "users", ofPerson.partition, ofPerson.key, new Uint8Array(100));
  await add("a", "users", 1, laneUsageKey("a"), new Uint8Array(7));
  await add("a", "items", 0, topListKey("a", 0, "popularity").key, new Uint8Array(50));
  await add("b", "learner", 0, rankerKey("b").key, new Uint8Array(30));
  await add("b", "users", 3, pendingImpressionKey(5), packPending({ offset: 5, impression, labels: new Uint8Array() }, codec));
  await put(state, "users", 2, "m", new Uint8Array(999));
  expect(await measureStorage({ state, codec }, new AbortController().signal)).toEqual(expected);

  for (let i = 0; i < 1_000; i++) await put(state, "users", 0, `sa|${i}`, new Uint8Array(1));
  expect(await measureStorage({ state, codec }, AbortSignal.abort())).toBeUndefined();
});
