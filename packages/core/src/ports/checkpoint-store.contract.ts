import { afterEach, describe, expect, it } from "vitest";
import type { CheckpointEntry, CheckpointStore, CheckpointWriter } from "./checkpoint-store.ts";
import type { LanePartition } from "./state-store.ts";

export interface CheckpointStoreUnderTest {
  readonly port: CheckpointStore;
  /** For durable stores: what was kept, seen by another process. */
  reopen?(): CheckpointStore;
  cleanup(): Promise<void>;
}

const USERS: LanePartition = { lane: "users", partition: 1 };
const ALWAYS = { begin: 0, end: Number.POSITIVE_INFINITY };
const bytes = (text: string): Uint8Array => Buffer.from(text);

async function* scanOf(values: Readonly<Record<string, string>>) {
  for (const [key, value] of Object.entries(values)) yield { key, value: bytes(value) };
}

/** What putting the entries one after the other leaves. */
async function restored(store: CheckpointStore, lane = USERS, within = ALWAYS): Promise<{ offset: number; values: object } | undefined> {
  const found = await store.newest(lane, within);
  if (found === undefined) return undefined;
  const values = new Map<string, string>();
  for await (const [key, value] of found.entries()) {
    if (value === null) values.delete(key);
    else values.set(key, Buffer.from(value).toString());
  }
  return { offset: found.offset, values: Object.fromEntries(values) };
}

/** The law of every checkpoint store. */
export function checkpointStoreContract(name: string, make: () => Promise<CheckpointStoreUnderTest>): void {
  describe(`checkpoint store: ${name}`, () => {
    const made: CheckpointStoreUnderTest[] = [];
    async function fresh(): Promise<{ store: CheckpointStore; seen: () => CheckpointStore }> {
      const underTest = await make();
      made.push(underTest);
      return { store: underTest.port, seen: () => underTest.reopen?.() ?? underTest.port };
    }
    afterEach(async () => {
      for (const { cleanup } of made.splice(0)) await cleanup();
    });
    const whole = async (writer: CheckpointWriter, values: Readonly<Record<string, string>>, at: number) =>
      writer.base(scanOf(values), async () => at);
    const put = (key: string, value: string | null): CheckpointEntry => [key, value === null ? null : bytes(value)];

    it("has nothing at first", async () => {
      const { store } = await fresh();
      expect(await store.newest(USERS, ALWAYS)).toBeUndefined();
      expect(await store.lanes()).toEqual([]);
      expect(await store.retire(USERS, { keep: undefined, former: false })).toBe(0);
    });

    it("gives back a base that nothing was put beside, and an empty one", async () => {
      const { store, seen } = await fresh();
      expect(await whole(store.begin(USERS, 7), { a: "A", "b|😀": "" }, 7)).toBeGreaterThan(0);
      expect(await restored(seen())).toEqual({ offset: 7, values: { a: "A", "b|😀": "" } });
      const items = { lane: "items", partition: 0 } as const;
      await whole(store.begin(items, 0), {}, 0);
      expect(await restored(seen(), items)).toEqual({ offset: 0, values: {} });
    });

    it("lays the increments over the base, in their order", async () => {
      const { store, seen } = await fresh();
      const writer = store.begin(USERS, 7);
      await whole(writer, { a: "A", b: "B", c: "C" }, 7);
      await writer.increment([put("a", "A2"), put("d", "D"), put("b", null)], 9);
      await writer.increment([put("d", null), put("a", "A3"), put("e", "")], 12);
      expect(await restored(seen())).toEqual({ offset: 12, values: { a: "A3", c: "C", e: "" } });
    });

    it("counts for nothing until the increments have come to where the scan ended", async () => {
      const { store, seen } = await fresh();
      const writer = store.begin(USERS, 7);
      await writer.increment([put("a", "A1")], 8);
      await whole(writer, { a: "A2", b: "B1" }, 10);
      expect(await restored(seen())).toBeUndefined();
      await writer.increment([put("a", "A2")], 9);
      expect(await restored(seen())).toBeUndefined();
      await writer.increment([put("b", "B1")], 10);
      expect(await restored(seen())).toEqual({ offset: 10, values: { a: "A2", b: "B1" } });
    });

    it("keeps nothing of a base whose scan or whose end failed", async () => {
      const { store, seen } = await fresh();
      const writer = store.begin(USERS, 7);
      const failing = async function* () {
        yield { key: "a", value: bytes("A") };
        throw new Error("away");
      };
      await expect(writer.base(failing(), async () => 7)).rejects.toThrow("away");
      await expect(writer.base(scanOf({ a: "A" }), () => Promise.reject(new Error("fenced")))).rejects.toThrow("fenced");
      expect(await restored(seen())).toBeUndefined();
    });

    it("answers the one that reaches furthest within the log", async () => {
      const { store, seen } = await fresh();
      const first = store.begin(USERS, 5);
      await whole(first, { n: "5" }, 5);
      const second = store.begin(USERS, 8);
      await whole(second, { n: "8" }, 8);
      await first.increment([put("n", "7")], 7);
      await second.increment([put("n", "9")], 9);
      await second.increment([put("n", "11")], 11);
      for (const [begin, end, n] of [
        [0, 100, "11"],
        [11, 11, "11"],
        [0, 10, "9"],
        [9, 9, "9"],
        [0, 8, "8"],
        [0, 7, "7"],
        [0, 6, "5"],
      ] as const)
        expect(await restored(seen(), USERS, { begin, end })).toEqual({ offset: Number(n), values: { n } });
      for (const [begin, end] of [
        [12, 100],
        [0, 4],
      ] as const)
        expect(await restored(seen(), USERS, { begin, end })).toBeUndefined();
    });

    it("retires all but the newest two, or all but one, or all", async () => {
      const { store, seen } = await fresh();
      const writers = [1, 2, 3].map((offset) => store.begin(USERS, offset));
      for (const [i, writer] of writers.entries()) await whole(writer, { n: String(i + 1) }, i + 1);
      const unfinished = store.begin(USERS, 3);
      await unfinished.increment([put("n", "4")], 4);
      const third = writers[2] as CheckpointWriter;
      expect(await store.retire(USERS, { keep: third.id, former: true })).toBe(2);
      expect(await restored(seen())).toMatchObject({ offset: 3 });
      expect(await restored(seen(), USERS, { begin: 0, end: 2 })).toMatchObject({ offset: 2 });
      expect(await restored(seen(), USERS, { begin: 0, end: 1 })).toBeUndefined();
      expect(await store.retire(USERS, { keep: third.id, former: false })).toBe(1);
      expect(await restored(seen(), USERS, { begin: 0, end: 2 })).toBeUndefined();
      expect(await restored(seen())).toMatchObject({ offset: 3 });
      await third.increment([put("n", "5")], 5);
      expect(await restored(seen())).toMatchObject({ offset: 5 });
      expect(await store.retire(USERS, { keep: undefined, former: false })).toBe(1);
      expect(await restored(seen())).toBeUndefined();
      expect(await store.lanes()).toEqual([]);
    });

    it("keeps lanes and partitions apart", async () => {
      const { store, seen } = await fresh();
      const lanes: LanePartition[] = [USERS, { lane: "users", partition: 11 }, { lane: "items", partition: 1 }];
      for (const [i, lane] of lanes.entries()) await whole(store.begin(lane, i), { n: String(i) }, i);
      for (const [i, lane] of lanes.entries()) expect(await restored(seen(), lane)).toEqual({ offset: i, values: { n: String(i) } });
      expect((await seen().lanes()).toSorted((a, b) => a.lane.localeCompare(b.lane) || a.partition - b.partition)).toEqual([
        { lane: "items", partition: 1 },
        { lane: "users", partition: 1 },
        { lane: "users", partition: 11 },
      ]);
      await store.retire(USERS, { keep: undefined, former: false });
      expect(await restored(seen(), lanes[1])).toMatchObject({ offset: 1 });
    });

    it("keeps many values and large ones", async () => {
      const { store, seen } = await fresh();
      const values = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, i) => [`s|${i}`, i % 1000 === 7 ? "x".repeat(300_000) : `v${i}`]),
      );
      const writer = store.begin(USERS, 1);
      await whole(writer, values, 1);
      await writer.increment(
        Object.keys(values).map((key) => put(key, key.endsWith("5") ? null : `w${key}`)),
        2,
      );
      expect(await restored(seen(), USERS, { begin: 1, end: 1 })).toEqual({ offset: 1, values });
      const kept = Object.keys(values).filter((key) => !key.endsWith("5"));
      expect(await restored(seen())).toEqual({ offset: 2, values: Object.fromEntries(kept.map((key) => [key, `w${key}`])) });
    });
  });
}
