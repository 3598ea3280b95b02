import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { temporaryFolder } from "@attune/adapters/embedded/temporary-folder.fixture";
import { packSubjectState, unpackSubjectState } from "@attune/core/features/pack-subject-state";
import { readExperiment } from "@attune/core/flows/read-experiment";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { memoryCheckpointStore } from "@attune/core/ports/checkpoint-store.memory";
import { layOutEvents } from "@attune/core/ports/event-layout";
import type { Log } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { afterEach, expect, it } from "vitest";
import { codec, EVENTS, START_MS } from "../event-stream.fixture.ts";
import { foldedContents } from "../folded-contents.fixture.ts";
import { rebuildWorld } from "../rebuild/rebuild-world.fixture.ts";
import { drainEvents } from "./drain-events.ts";
import { movePeople } from "./move-people.ts";

const FORMER = { first: 0, count: 4 };
const NEXT = { first: 4, count: 6 };
const MIDDLE = 1_500;
const checkpoints = memoryCheckpointStore();

afterEach(() => layOutEvents(FORMER));

/** What people and items amount to, wherever they are. The offset at which a merge came depends on the ticks before it, which follow the wall clock. */
async function contentsOf(state: StateStore): Promise<Map<string, string>> {
  const found = [...(await foldedContents(state))].filter(([place]) => !/^users\/\d+\/x/.test(place));
  return new Map(
    found.map(([place, value]) => [place.replace(/^(\w+)\/\d+\//, "$1 "), /^users\/\d+\/s/.test(place) ? withoutTransfers(value) : value]),
  );
}

function withoutTransfers(value: string): string {
  const person = unpackSubjectState(Buffer.from(value, "hex"));
  person.transfers.fill("");
  return Buffer.from(packSubjectState(person, new ByteWriter())).toString("hex");
}

/** In the partitions that people were moved away from. */
async function keysOf(state: StateStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let partition = 0; partition < FORMER.count; partition++)
    for await (const { key } of state.scan({ lane: "users", partition }, prefix)) keys.push(key);
  return keys;
}

async function run(world: ReturnType<typeof rebuildWorld>, from: number, to: number): Promise<void> {
  const worker = await world.start();
  await world.live(from, to);
  await world.folded();
  await worker.stop();
}

/** Dies at one of its writes, or at none. */
function dyingAfter(writes: number, log: Log, state: StateStore): { log: Log; state: StateStore } {
  let left = writes;
  const orDie = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- === 0) throw new Error("killed");
    return work();
  };
  return {
    log: { ...log, append: (topic, records) => orDie(() => log.append(topic, records)) },
    state: { ...state, commit: (commit) => orDie(() => state.commit(commit)) },
  };
}

it("moves people from 4 partitions to 6 as they are, killed at any step or not, and they go on as if they had never moved", async () => {
  const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9));
  const undisturbed = { log: memoryLog(), state: memoryStateStore(), checkpoints };
  await run(rebuildWorld(undisturbed, seed), 0, EVENTS);
  const [expected, sums] = [await contentsOf(undisturbed.state), await readExperiment(undisturbed.state, "t1", "x1", 1)];

  const folder = await temporaryFolder();
  const state = embeddedStateStore(folder.path);
  let log = embeddedLog(folder.path);
  await run(rebuildWorld({ log, state, checkpoints }, seed), 0, MIDDLE);
  await drainEvents({ log, state, codec, park: async () => undefined });
  const waiting = await keysOf(state, "p");
  const [before, sumsBefore] = [await contentsOf(state), await readExperiment(state, "t1", "x1", 1)];
  await log.close();

  layOutEvents(NEXT);
  await expect(embeddedLog(folder.path).bounds("events")).rejects.toThrow(
    "The log of events writes partitions 0-3, and EVENT_PARTITIONS asks for 4-9",
  );
  log = embeddedLog(folder.path, { mayGrow: true });
  for (const writes of [0, 1, 3, NEXT.count])
    await expect(movePeople({ ...dyingAfter(writes, log, state), codec }, FORMER, NEXT, START_MS)).rejects.toThrow("killed");
  await log.close();
  layOutEvents(FORMER);
  log = embeddedLog(folder.path);
  expect(await log.bounds("events")).toHaveLength(4);
  await log.close();

  layOutEvents(NEXT);
  log = embeddedLog(folder.path, { mayGrow: true });
  const { values, waitingImpressions } = await movePeople({ log, state, codec }, FORMER, NEXT, START_MS);
  expect(values).toBeGreaterThan(80);
  expect(waitingImpressions).toBe(waiting.length);
  await log.close();
  layOutEvents(FORMER);
  await expect(embeddedLog(folder.path).bounds("events")).rejects.toThrow("writes partitions 4-9, and EVENT_PARTITIONS asks for 0-3");

  layOutEvents({ first: 0, count: 10 });
  await expect(embeddedLog(folder.path).bounds("events")).rejects.toThrow("EVENT_PARTITIONS asks for 0-9");

  layOutEvents(NEXT);
  log = embeddedLog(folder.path);
  const world = rebuildWorld({ log, state, checkpoints }, seed);
  const worker = await world.start();
  await world.folded();
  await worker.stop();
  expect(await contentsOf(state)).toEqual(before);
  expect(await readExperiment(state, "t1", "x1", 1)).toEqual(sumsBefore);
  await run(world, MIDDLE, EVENTS);
  const after = await contentsOf(state);
  expect([...after.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  expect([...after].filter(([place, value]) => expected.get(place) !== value).map(([place]) => place)).toEqual([]);
  expect(await readExperiment(state, "t1", "x1", 1)).toEqual(sums);
  expect(await keysOf(state, "")).toEqual(["ut1", "ut1", "ut1", "ut1"]);
  await expect(world.rebuild({ lane: "users", partition: 5 }, { from: "log", verify: false })).rejects.toThrow(
    "a fold of it lacks what came before",
  );
  await Promise.all([log.close(), state.close()]);
  await folder.remove();
}, 120_000);
