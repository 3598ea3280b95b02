import { memoryCheckpointStore } from "@attune/core/ports/checkpoint-store.memory";
import { layOutEvents } from "@attune/core/ports/event-layout";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { describe, expect, it } from "vitest";
import { laneStart } from "./lane-start.ts";
import { isBeingReplaced } from "./replace-state.ts";

const LANE = { lane: "users", partition: 2 } as const;
const PEOPLE = 5_000;

async function contentsOf(state: StateStore): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key, value } of state.scan(LANE, "")) found.set(key, Buffer.from(value).toString());
  return found;
}

/** Many people at offset 100, and one who was forgotten by 120. */
async function kept() {
  const checkpoints = memoryCheckpointStore();
  const writer = checkpoints.begin(LANE, 100);
  const people = async function* () {
    for (let i = 0; i < PEOPLE; i++) yield { key: `s|${i}`, value: Buffer.from(`at 100: ${i}`) };
  };
  await writer.base(people(), async () => 100);
  await writer.increment(
    [
      ["s|7", null],
      ["s|8", Buffer.from("at 120")],
    ],
    120,
  );
  return checkpoints;
}

async function storeAt(offset: number, puts: readonly (readonly [string, Uint8Array | null])[] = []): Promise<StateStore> {
  const state = memoryStateStore();
  const { epoch } = await state.claim(LANE);
  await state.commit({ ...LANE, epoch, expectedOffset: 0, nextOffset: offset, puts });
  return state;
}

async function start(state: StateStore, bounds: { begin: number; end: number }, checkpoints?: Awaited<ReturnType<typeof kept>>) {
  return laneStart({ state, ...(checkpoints && { checkpoints }) }, LANE, await state.claim(LANE), "events", bounds);
}

describe("where a lane goes on", () => {
  it("is the stored offset while the log has what follows, whatever checkpoints there are", async () => {
    const checkpoints = await kept();
    for (const [offset, begin, end] of [
      [50, 0, 200],
      [50, 50, 50],
      [130, 100, 130],
      [0, 0, 0],
    ] as const) {
      const state = await storeAt(offset, [["s|mine", Buffer.from("stays")]]);
      expect(await start(state, { begin, end }, checkpoints)).toBe(offset);
      expect(await contentsOf(state)).toEqual(new Map([["s|mine", "stays"]]));
    }
  });

  it("is the newest checkpoint where state was lost and the log begins later; nothing of the older state is left", async () => {
    for (const offset of [0, 30]) {
      const state = await storeAt(offset, [
        ["s|stray", Buffer.from("old")],
        ["s|8", Buffer.from("old")],
      ]);
      expect(await start(state, { begin: 90, end: 200 }, await kept())).toBe(120);
      expect(await state.offset(LANE)).toBe(120);
      const contents = await contentsOf(state);
      expect(contents.size).toBe(PEOPLE - 1);
      expect([contents.get("s|6"), contents.get("s|7"), contents.get("s|8"), contents.get("s|stray")]).toEqual([
        "at 100: 6",
        undefined,
        "at 120",
        undefined,
      ]);
    }
  });

  it("is a checkpoint at offset 0 of a partition that people were moved to: its log does not begin with them", async () => {
    layOutEvents({ first: LANE.partition, count: 3 });
    try {
      expect(await start(await storeAt(0), { begin: 0, end: 200 }, await kept())).toBe(120);
      await expect(start(await storeAt(0), { begin: 0, end: 200 })).rejects.toThrow(
        "stands at offset 0, which events/2 has lost (it begins at 1)",
      );
      expect(await start(await storeAt(1), { begin: 0, end: 200 }, await kept())).toBe(1);
    } finally {
      layOutEvents({ first: 0, count: 4 });
    }
  });

  it("is nowhere, in one sentence, without a checkpoint that the log can go on from", async () => {
    for (const [checkpoints, begin, end] of [
      [undefined, 90, 200],
      [await kept(), 121, 200],
      [await kept(), 40, 99],
    ] as const) {
      const state = await storeAt(30, [["s|mine", Buffer.from("stays")]]);
      await expect(start(state, { begin, end }, checkpoints)).rejects.toThrow(
        `The users state of partition 2 stands at offset 30, which events/2 has lost (it begins at ${begin}), and there is no checkpoint: npm run rebuild -- --lane users --partition 2`,
      );
      expect(await state.offset(LANE)).toBe(30);
    }
    await expect(start(await storeAt(30), { begin: 0, end: 20 }, await kept())).rejects.toThrow("the log lost records");
  });

  it("goes on with a restoration that was killed at any step, and never folds what is half old and half new", async () => {
    for (let lives = 0; lives < 6; lives++) {
      const state = await storeAt(0, [["s|stray", Buffer.from("old")]]);
      let left = lives;
      const dying: StateStore = {
        ...state,
        commit: (commit) => {
          if (left-- === 0) throw new Error("killed");
          return state.commit(commit);
        },
      };
      const first = await start(dying, { begin: 90, end: 200 }, await kept()).catch((cause: Error) => cause.message);
      const between = await state.offset(LANE);
      expect(first === "killed" ? isBeingReplaced(between) || between === 0 : between === 120).toBe(true);
      if (isBeingReplaced(between))
        await expect(start(state, { begin: 0, end: 200 })).rejects.toThrow("was being replaced when that was broken off");
      expect(await start(state, { begin: 0, end: 200 }, await kept())).toBe(between === 0 ? 0 : 120);
      if (between === 0) expect(await contentsOf(state)).toEqual(new Map([["s|stray", "old"]]));
      else expect((await contentsOf(state)).size).toBe(PEOPLE - 1);
    }
  });

  it("is fenced: who lost the partition meanwhile replaces nothing more", async () => {
    const state = await storeAt(0);
    const claim = await state.claim(LANE);
    await state.claim(LANE);
    const ports = { state, checkpoints: await kept() };
    await expect(laneStart(ports, LANE, claim, "events", { begin: 90, end: 200 })).rejects.toThrow("Somebody else claimed users/2");
    expect([await state.offset(LANE), (await contentsOf(state)).size]).toEqual([0, 0]);
  });
});
