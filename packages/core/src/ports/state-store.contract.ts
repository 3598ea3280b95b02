import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { memoryStateStore } from "./state-store.memory.ts";
import type { LaneCommit, LanePartition, StateStore } from "./state-store.ts";

export interface StateStoreUnderTest {
  readonly port: StateStore;
  /** For durable stores: closes this one and opens its data anew, as after a restart. */
  reopen?(): Promise<StateStore>;
  cleanup(): Promise<void>;
}

const USERS: LanePartition = { lane: "users", partition: 1 };
const bytes = (text: string): Uint8Array => Buffer.from(text);
const texts = (values: readonly (Uint8Array | undefined)[]) =>
  values.map((value) => (value === undefined ? undefined : Buffer.from(value).toString()));

async function scanned(store: StateStore, lane: LanePartition, prefix: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { key, value } of store.scan(lane, prefix)) found.push([key, Buffer.from(value).toString()]);
  return found;
}

/** The law of every state store. */
export function stateStoreContract(name: string, make: () => Promise<StateStoreUnderTest>): void {
  describe(`state store: ${name}`, () => {
    const made: StateStoreUnderTest[] = [];
    const freshUnderTest = async (): Promise<StateStoreUnderTest> => {
      const underTest = await make();
      made.push(underTest);
      return underTest;
    };
    const fresh = async (): Promise<StateStore> => (await freshUnderTest()).port;
    afterEach(async () => {
      for (const underTest of made.splice(0)) await underTest.cleanup();
    });
    const commit = (over: Partial<LaneCommit>): LaneCommit => ({ ...USERS, epoch: 1, expectedOffset: 0, nextOffset: 1, puts: [], ...over });

    it("begins every lane partition at offset 0, with nothing in it", async () => {
      const store = await fresh();
      expect(await store.offset(USERS)).toBe(0);
      expect(await store.read([{ ...USERS, key: "st|a" }])).toEqual([undefined]);
      expect(await store.read([])).toEqual([]);
      expect(await scanned(store, USERS, "")).toEqual([]);
      expect(await store.claim(USERS)).toEqual({ epoch: 1, offset: 0 });
    });

    it("commits puts and offset together, and reads in the order of the keys", async () => {
      const store = await fresh();
      await store.claim(USERS);
      const puts = [
        ["st|a", bytes("A")],
        ["st|b", bytes("")],
        ["m", bytes("M")],
      ] as const;
      expect(await store.commit(commit({ nextOffset: 7, puts }))).toBe("committed");
      expect(await store.offset(USERS)).toBe(7);
      const keys = ["m", "st|nobody", "st|a", "st|b", "st|a"].map((key) => ({ ...USERS, key }));
      expect(texts(await store.read(keys))).toEqual(["M", undefined, "A", "", "A"]);
      expect(
        await store.commit(
          commit({
            expectedOffset: 7,
            nextOffset: 9,
            puts: [
              ["st|a", bytes("A2")],
              ["m", null],
              ["gone", null],
            ],
          }),
        ),
      ).toBe("committed");
      expect(texts(await store.read(keys))).toEqual([undefined, undefined, "A2", "", "A2"]);
      expect(await store.claim(USERS)).toEqual({ epoch: 2, offset: 9 });
    });

    it("takes the last of several puts of one key", async () => {
      const store = await fresh();
      await store.claim(USERS);
      await store.commit(
        commit({
          puts: [
            ["st|a", bytes("1")],
            ["st|b", bytes("1")],
            ["st|a", bytes("2")],
            ["st|b", null],
          ],
        }),
      );
      expect(await scanned(store, USERS, "")).toEqual([["st|a", "2"]]);
    });

    it("refuses an unexpected offset, and then changes nothing", async () => {
      const store = await fresh();
      await store.claim(USERS);
      await store.commit(commit({ nextOffset: 5 }));
      for (const expectedOffset of [0, 4, 6]) {
        expect(await store.commit(commit({ expectedOffset, nextOffset: 8, puts: [["st|a", bytes("torn")]] }))).toBe("offset-mismatch");
      }
      expect(await store.offset(USERS)).toBe(5);
      expect(await scanned(store, USERS, "")).toEqual([]);
    });

    it("fences an owner from the moment of a later claim", async () => {
      const store = await fresh();
      const zombie = await store.claim(USERS);
      const owner = await store.claim(USERS);
      expect(owner.epoch).toBeGreaterThan(zombie.epoch);
      expect(await store.commit(commit({ epoch: zombie.epoch, puts: [["st|a", bytes("zombie")]] }))).toBe("fenced");
      expect(await store.commit(commit({ epoch: owner.epoch, puts: [["st|a", bytes("owner")]] }))).toBe("committed");
      expect(await scanned(store, USERS, "")).toEqual([["st|a", "owner"]]);
    });

    it("lets one of two racing commits through", async () => {
      const store = await fresh();
      await store.claim(USERS);
      const outcomes = await Promise.all([1, 2, 3].map((i) => store.commit(commit({ puts: [["st|a", bytes(String(i))]] }))));
      expect(outcomes.filter((outcome) => outcome === "committed")).toHaveLength(1);
      const winner = outcomes.indexOf("committed") + 1;
      expect(texts(await store.read([{ ...USERS, key: "st|a" }]))).toEqual([String(winner)]);
    });

    it("keeps lanes and partitions apart", async () => {
      const store = await fresh();
      const lanes: LanePartition[] = [
        USERS,
        { lane: "users", partition: 2 },
        { lane: "items", partition: 1 },
        { lane: "learner", partition: 1 },
      ];
      for (const [i, lane] of lanes.entries()) {
        const { epoch } = await store.claim(lane);
        expect(await store.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: i + 1, puts: [["k|same", bytes(String(i))]] })).toBe(
          "committed",
        );
      }
      expect(texts(await store.read(lanes.map((lane) => ({ ...lane, key: "k|same" }))))).toEqual(["0", "1", "2", "3"]);
      for (const [i, lane] of lanes.entries()) {
        expect(await store.offset(lane)).toBe(i + 1);
        expect(await scanned(store, lane, "")).toEqual([["k|same", String(i)]]);
      }
    });

    it("scans a prefix in key order, more keys than one batch", async () => {
      const store = await fresh();
      const { epoch } = await store.claim(USERS);
      const keys = Array.from({ length: 2500 }, (_, i) => `dt|${String((i * 7919) % 2500).padStart(4, "0")}`);
      const puts = [...keys, "at|x", "dt", "du|1", "e"].map((key) => [key, bytes(key)] as const);
      await store.commit(commit({ epoch, puts }));
      expect((await scanned(store, USERS, "dt|")).map(([key]) => key)).toEqual(keys.toSorted());
      expect((await scanned(store, USERS, "dt|12")).map(([key]) => key)).toEqual(keys.filter((key) => key.startsWith("dt|12")).toSorted());
      expect((await scanned(store, USERS, "")).map(([key]) => key)).toEqual(["at|x", "dt", ...keys.toSorted(), "du|1", "e"]);
    });

    it("keeps what it was given, whatever the caller does with its buffer afterwards", async () => {
      const store = await fresh();
      const { epoch } = await store.claim(USERS);
      const value = Buffer.from("before");
      await store.commit(
        commit({
          epoch,
          puts: [
            ["st|a", value],
            ["st|b", bytes("other")],
          ],
        }),
      );
      value.write("AFTER!");
      const [read] = await store.read([{ ...USERS, key: "st|a" }]);
      for (let i = 0; i < 100; i++) await store.read([{ ...USERS, key: "st|b" }]);
      expect(texts([read])).toEqual(["before"]);
    });

    it("reads the same after scrubbing", async () => {
      const store = await fresh();
      await store.claim(USERS);
      await store.commit(commit({ puts: Array.from({ length: 50 }, (_, i) => [`st|${i}`, bytes(`value ${i}`)] as const) }));
      await store.commit(commit({ expectedOffset: 1, nextOffset: 2, puts: [["st|7", null]] }));
      const before = await scanned(store, USERS, "");
      expect(await store.scrub([bytes("person")])).toMatchObject({ remaining: 0 });
      expect(await scanned(store, USERS, "")).toEqual(before);
      expect(before).toHaveLength(49);
    });

    it("answers like the memory store after any sequence of claims and commits, and after a restart", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyOperation, { maxLength: 25 }), anyPrefix, async (operations, prefix) => {
          const [underTest, model] = [await freshUnderTest(), memoryStateStore()];
          let store = underTest.port;
          for (const operation of [...LANES.map((lane) => ({ verb: "claim" as const, lane })), ...operations]) {
            if (operation.verb === "restart") store = (await underTest.reopen?.()) ?? store;
            else expect(await apply(store, operation)).toEqual(await apply(model, operation));
          }
          for (const lane of LANES) {
            expect(await store.offset(lane)).toBe(await model.offset(lane));
            const all = await scanned(model, lane, prefix);
            expect(await scanned(store, lane, prefix)).toEqual(all);
            expect(texts(await store.read(all.map(([key]) => ({ ...lane, key }))))).toEqual(all.map(([, value]) => value));
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

const LANES: readonly LanePartition[] = [USERS, { lane: "users", partition: 0 }, { lane: "items", partition: 1 }];
const anyLane = fc.constantFrom(...LANES);
const anyPrefix = fc.constantFrom("", "s", "st|", "s\u00e9", "|");
const anyKey = fc.constantFrom("m", "st|a", "st|b|0", "su|a", "|", "s", "s~", "s|", "s\u00e9|😀", "s\uffee", "😀", "a|");
const anyPuts = fc.array(fc.tuple(anyKey, fc.option(fc.uint8Array({ maxLength: 5 }))), { maxLength: 6 });
const anyOperation = fc.oneof(
  fc.record({ verb: fc.constant("claim" as const), lane: anyLane }),
  { weight: 5, arbitrary: fc.record({ verb: fc.constant("commit" as const), lane: anyLane, puts: anyPuts, stale: fc.nat(5) }) },
  fc.record({ verb: fc.constant("restart" as const) }),
);
type Operation = typeof anyOperation extends fc.Arbitrary<infer T> ? Exclude<T, { verb: "restart" }> : never;

/** The next owner's commit, or, one time in three, one with a wrong offset or of a former owner. */
async function apply(store: StateStore, operation: Operation): Promise<unknown> {
  const claim = await store.claim(operation.lane);
  if (operation.verb === "claim") return claim;
  const expectedOffset = claim.offset + (operation.stale === 0 ? 1 : 0);
  const epoch = claim.epoch - (operation.stale === 1 ? 1 : 0);
  return store.commit({ ...operation.lane, epoch, expectedOffset, nextOffset: expectedOffset + 3, puts: operation.puts });
}
