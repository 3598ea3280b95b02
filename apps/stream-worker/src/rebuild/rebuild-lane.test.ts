import { memoryCheckpointStore } from "@attune/core/ports/checkpoint-store.memory";
import type { Log } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codec, EVENTS } from "../event-stream.fixture.ts";
import type { RunningWorker } from "../worker.ts";
import { type RebuildReport, type RebuildWish, rebuildLane } from "./rebuild-lane.ts";
import { LANES, PROVE, rebuildWorld } from "./rebuild-world.fixture.ts";

const USERS = { lane: "users", partition: 1 } as const;

async function ends(log: Log): Promise<unknown> {
  return Promise.all((Object.keys(TOPICS) as TopicName[]).map((topic) => log.bounds(topic)));
}

/** As a fault would: past every fold. */
async function damage(state: StateStore, puts: readonly (readonly [string, Uint8Array | null])[]): Promise<void> {
  const { epoch, offset } = await state.claim(USERS);
  expect(await state.commit({ ...USERS, epoch, expectedOffset: offset, nextOffset: offset, puts })).toBe("committed");
}

async function peopleOf(state: StateStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of state.scan(USERS, "s")) keys.push(key);
  return keys;
}

describe("rebuildLane", () => {
  let world: ReturnType<typeof rebuildWorld>;
  let worker: RunningWorker | undefined;
  beforeEach(() => {
    world = rebuildWorld({ log: memoryLog(), state: memoryStateStore(), checkpoints: memoryCheckpointStore() });
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
  });
  const rest = async () => {
    await world.folded();
    await worker?.stop();
    worker = undefined;
  };

  it("finds every value of every lane equal, however the worker cut its batches and was started anew, and appends nothing", async () => {
    for (let from = 0; from < EVENTS; from += 1000) {
      worker = await world.start();
      await world.live(from, from + 1000);
      await rest();
    }
    const before = await ends(world.log);
    let keys = 0;
    for (const lane of LANES) {
      const report = await world.rebuild(lane, PROVE);
      expect([...report.verdicts], `${lane.lane}/${lane.partition}`).toEqual([]);
      expect(report).toMatchObject({ outcome: "equal", source: "log", fromOffset: 0, atOffset: await world.state.offset(lane) });
      for (const count of report.keys.values()) keys += count;
    }
    expect(keys).toBeGreaterThan(100);
    expect([...(await world.rebuild({ lane: "learner", partition: 0 }, PROVE)).keys.keys()]).toEqual(["m", "r"]);
    expect(await ends(world.log)).toEqual(before);
  });

  it("proves it of a platform that goes on meanwhile", async () => {
    worker = await world.start();
    await world.live(0, 1000);
    const living = world.live(1000, EVENTS);
    const reports: RebuildReport[] = [];
    for (const lane of LANES) reports.push(await world.rebuild(lane, PROVE));
    await living;
    await rest();
    for (const { outcome, verdicts } of reports) expect([outcome, [...verdicts]]).toEqual(["equal", []]);
  });

  it("sees what goes wrong while it looks", async () => {
    worker = await world.start();
    await world.live(0, 500);
    await rest();
    let looked = false;
    const state: StateStore = {
      ...world.state,
      async *scan(lane, prefix) {
        yield* world.state.scan(lane, prefix);
        if (looked) return;
        looked = true;
        // Somebody passes over records that everybody else would fold.
        await world.live(500, 600);
        const { epoch, offset } = await world.state.claim(USERS);
        const end = (await world.log.bounds("events"))[USERS.partition]?.end as number;
        await world.state.commit({ ...USERS, epoch, expectedOffset: offset, nextOffset: end, puts: [] });
      },
    };
    const { outcome, verdicts } = await rebuildLane({ ...world, state, codec }, USERS, PROVE);
    expect(outcome).toBe("differs");
    expect([...verdicts.keys()].map((key) => key[0])).toEqual(expect.arrayContaining(["s", "d", "m", "u"]));
  });

  it("names what differs, is missing or too much, puts it right only when asked to, and the worker goes on", async () => {
    worker = await world.start();
    await world.live(0, 1500);
    await rest();
    const [first, second] = (await peopleOf(world.state)) as [string, string];
    await damage(world.state, [
      [first, Buffer.from("damaged")],
      [second, null],
      ["st1|nobody", Buffer.from("surplus")],
    ]);
    const wrong = new Map([
      [first, "differing"],
      [second, "missing"],
      ["st1|nobody", "surplus"],
    ]);
    const proof = await world.rebuild(USERS, PROVE);
    expect([proof.outcome, proof.verdicts]).toEqual(["differs", wrong]);
    expect(await peopleOf(world.state)).toContain("st1|nobody");
    const mended = await world.rebuild(USERS, { from: "log", verify: false });
    expect([mended.outcome, mended.verdicts]).toEqual(["replaced", wrong]);
    expect(await world.rebuild(USERS, PROVE)).toMatchObject({ outcome: "equal" });
    worker = await world.start();
    await world.live(1500, EVENTS);
    await rest();
    for (const lane of LANES) expect(await world.rebuild(lane, PROVE)).toMatchObject({ outcome: "equal" });
  });

  it("mends under the hands of a running worker, which goes on by itself", async () => {
    worker = await world.start();
    await world.live(0, 500);
    await world.folded();
    const [first] = (await peopleOf(world.state)) as [string];
    // Whoever mends claims the partition as well; so does this.
    await damage(world.state, [[first, Buffer.from("damaged")]]);
    expect(await world.rebuild(USERS, { from: undefined, verify: false })).toMatchObject({ outcome: "replaced" });
    await world.live(500, 1000);
    await rest();
    for (const lane of LANES) expect(await world.rebuild(lane, PROVE)).toMatchObject({ outcome: "equal" });
  }, 30_000);

  it("begins with a checkpoint where the log begins later, and lets no shorter fold replace a state", async () => {
    worker = await world.start();
    await world.live(0, 1000);
    await rest();
    const offset = await world.state.offset(USERS);
    await world.checkpoints.begin(USERS, offset).base(world.state.scan(USERS, ""), async () => offset);
    worker = await world.start();
    await world.live(1000, 2000);
    await rest();
    const log: Log = {
      ...world.log,
      bounds: async (topic) => (await world.log.bounds(topic)).map((each) => ({ ...each, begin: Math.max(each.begin, 10) })),
      read: (topic, partition, from, most) => world.log.read(topic, partition, Math.max(10, from), most),
    };
    const rebuild = (wish: RebuildWish) => rebuildLane({ ...world, log, codec }, USERS, wish);
    expect(await rebuild(PROVE)).toMatchObject({ outcome: "equal", source: "checkpoint", fromOffset: offset, logIsShort: true });
    expect(await rebuild({ from: "log", verify: true })).toMatchObject({ outcome: "differs", fromOffset: 10 });
    await expect(rebuild({ from: "log", verify: false })).rejects.toThrow(
      "events/1 begins at offset 10: a fold of it lacks what came before",
    );
    expect(await rebuild(PROVE)).toMatchObject({ outcome: "equal" });
    await expect(rebuildLane({ ...world, log, codec }, { ...USERS, partition: 2 }, PROVE)).rejects.toThrow(
      "There is no checkpoint of users/2",
    );
  });

  it("begins anew where state was lost and the log is short: with a checkpoint, or when asked to with what the log has", async () => {
    worker = await world.start();
    await world.live(0, 1000);
    await rest();
    const end = await world.state.offset(USERS);
    const lost = { ...world, state: memoryStateStore(), codec };
    const log: Log = { ...world.log, bounds: async () => [0, 1].map((partition) => ({ partition, begin: 10, end })) };
    const rebuild = (wish: RebuildWish) => rebuildLane({ ...lost, log }, USERS, wish);
    await expect(rebuild({ from: undefined, verify: false })).rejects.toThrow(
      "there is no checkpoint. To begin with what the log still has",
    );
    expect(await rebuild({ from: "log", verify: false })).toMatchObject({ outcome: "begun anew", atOffset: 10 });
    expect(await lost.state.offset(USERS)).toBe(10);
    const again = memoryStateStore();
    await world.checkpoints.begin(USERS, end).base(world.state.scan(USERS, ""), async () => end);
    const kept = { ...lost, state: again, log };
    await expect(rebuildLane(kept, USERS, PROVE)).rejects.toThrow("there is a checkpoint to go on from");
    expect(await rebuildLane(kept, USERS, { from: undefined, verify: false })).toMatchObject({ outcome: "begun anew", atOffset: end });
    expect(await peopleOf(again)).toEqual(await peopleOf(world.state));
  });
});
