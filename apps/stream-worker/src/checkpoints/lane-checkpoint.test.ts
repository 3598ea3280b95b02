import type { CheckpointStore } from "@attune/core/ports/checkpoint-store";
import { memoryCheckpointStore } from "@attune/core/ports/checkpoint-store.memory";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laneCheckpoint } from "./lane-checkpoint.ts";

const LANE = { lane: "users", partition: 0 } as const;
const ALWAYS = { begin: 0, end: Number.POSITIVE_INFINITY };
type Put = readonly [key: string, value: Uint8Array | null];
type Contents = Readonly<Record<string, string>>;
const put = (key: string, text: string | null): Put => [key, text === null ? null : Buffer.from(text)];

async function contentsOf(state: StateStore): Promise<Contents> {
  const found: Record<string, string> = {};
  for await (const { key, value } of state.scan(LANE, "")) found[key] = Buffer.from(value).toString();
  return found;
}

async function newest(checkpoints: CheckpointStore): Promise<{ offset: number; contents: Contents } | undefined> {
  const found = await checkpoints.newest(LANE, ALWAYS);
  if (found === undefined) return undefined;
  const values = new Map<string, string>();
  for await (const [key, value] of found.entries()) {
    if (value === null) values.delete(key);
    else values.set(key, Buffer.from(value).toString());
  }
  return { offset: found.offset, contents: Object.fromEntries(values) };
}

/** A lane that commits, and remembers what its state was at every offset. `between` comes to its turn between any two values of a scan. */
async function lane(state: StateStore, checkpoints: CheckpointStore, between: () => Promise<boolean> = async () => true) {
  const claim = await state.claim(LANE);
  const fuzzy: StateStore = {
    ...state,
    /** Of what changes during a scan real stores answer the value of before or of after. */
    async *scan(of, prefix) {
      for await (const { key, value: before } of state.scan(of, prefix)) {
        const answersBefore = await between();
        const [now] = await state.read([{ ...of, key }]);
        const value = answersBefore ? before : now;
        if (value !== undefined) yield { key, value };
      }
      await between();
    },
  };
  const { committed, ...checkpoint } = laneCheckpoint({ state: fuzzy, checkpoints }, LANE, claim);
  const history = new Map<number, Contents>([[claim.offset, await contentsOf(state)]]);
  let offset = claim.offset;
  return {
    ...checkpoint,
    history,
    async commit(puts: readonly Put[]) {
      const nextOffset = offset + 1;
      expect(await state.commit({ ...LANE, epoch: claim.epoch, expectedOffset: offset, nextOffset, puts })).toBe("committed");
      offset = nextOffset;
      committed({ puts, nextOffset });
      history.set(offset, await contentsOf(state));
    },
  };
}

const anyKey = fc.constantFrom("a", "d1", "m", "p1", "p2", "s1", "s2", "x1", "z");
const anyPuts = fc.array(fc.tuple(anyKey, fc.option(fc.string({ maxLength: 3 }), { freq: 3 })), { minLength: 1, maxLength: 4 });
const anyCommits = fc.array(anyPuts, { minLength: 1, maxLength: 40 });

describe("a lane's checkpoints", () => {
  it("are at every moment the state of exactly one offset, whatever is committed while they are written", async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits, anyCommits, fc.infiniteStream(fc.nat(5)), async (before, during, dice) => {
        const [state, checkpoints] = [memoryStateStore(), memoryCheckpointStore()];
        const waiting = during.map((puts) => puts.map(([key, text]) => put(key, text)));
        const roll = () => dice.next().value as number;
        const running = await lane(state, checkpoints, async () => {
          while (roll() < 3) await running.commit(waiting.pop() ?? []);
          return roll() < 3;
        });
        for (const puts of before) await running.commit(puts.map(([key, text]) => put(key, text)));
        for (let reached = -1; waiting.length > 0; ) {
          await running.write();
          const found = await newest(checkpoints);
          expect(found?.offset).toBeGreaterThanOrEqual(reached);
          reached = found?.offset as number;
          expect(found?.contents).toEqual(running.history.get(reached));
          await running.commit(waiting.pop() ?? []);
        }
        // One turn more where somebody was forgotten in the last one.
        await running.write();
        await running.write();
        expect((await newest(checkpoints))?.contents).toEqual(await contentsOf(state));
      }),
      { numRuns: 300 },
    );
  });

  it("cost what changed: a base, then the last value of each key", async () => {
    const [state, checkpoints] = [memoryStateStore(), memoryCheckpointStore()];
    const written: number[] = [];
    const counting: CheckpointStore = {
      ...checkpoints,
      begin(of, from) {
        const writer = checkpoints.begin(of, from);
        return {
          ...writer,
          increment: (changed, until) => {
            written.push([...changed].length);
            return writer.increment(changed, until);
          },
        };
      },
    };
    const running = await lane(state, counting);
    await running.commit(Array.from({ length: 1_000 }, (_, i) => put(`s|${i}`, "state")));
    await running.write();
    await running.write();
    for (let i = 0; i < 50; i++) await running.commit([put("m", String(i)), put("s|1", `changed ${i}`)]);
    await running.write();
    await running.write();
    expect(written).toEqual([2]);
    expect(await newest(checkpoints)).toEqual({ offset: 51, contents: await contentsOf(state) });
  });

  it("are not continued by who lost the partition, nor is a base of theirs kept that began before", async () => {
    const [state, checkpoints] = [memoryStateStore(), memoryCheckpointStore()];
    let takeOver = false;
    const running = await lane(state, checkpoints, async () => {
      if (!takeOver) return true;
      takeOver = false;
      const { epoch, offset } = await state.claim(LANE);
      await state.commit({ ...LANE, epoch, expectedOffset: offset, nextOffset: offset + 1, puts: [put("b", "theirs")] });
      return false;
    });
    await running.commit([put("a", "ours"), put("b", "ours")]);
    await running.write();
    takeOver = true;
    await expect(running.renew()).rejects.toThrow("users/0 is not ours any more");
    expect(await newest(checkpoints)).toEqual({ offset: 1, contents: { a: "ours", b: "ours" } });
    await running.write();
    expect(await running.renew()).toBeUndefined();
  });

  it("hold nobody who was forgotten from the next turn on, and nobody of whom an earlier process knew", async () => {
    const [state, checkpoints] = [memoryStateStore(), memoryCheckpointStore()];
    const earlier = await lane(state, checkpoints);
    await earlier.commit([put("s|anna", "A"), put("s|bert", "B"), put("m", "1")]);
    await earlier.write();
    const running = await lane(state, checkpoints);
    await running.commit([put("s|anna", null), put("m", "2")]);
    await running.write();
    expect(await checkpoints.newest(LANE, { begin: 0, end: 1 })).toBeUndefined();
    expect(await newest(checkpoints)).toEqual({ offset: 2, contents: { m: "2", "s|bert": "B" } });
    await running.commit([put("s|bert", null)]);
    await running.write();
    const kept = await checkpoints.newest(LANE, ALWAYS);
    const keys: string[] = [];
    for await (const [key] of kept?.entries() ?? []) keys.push(key);
    expect(keys).toEqual(["m"]);
    expect(await checkpoints.newest(LANE, { begin: 0, end: 2 })).toBeUndefined();
  });
});
