import { setTimeout as pause } from "node:timers/promises";
import { openLog } from "../../../packages/adapters/src/open-log.ts";
import { openStores } from "../../../packages/adapters/src/open-stores.ts";
import { itemKey } from "../../../packages/core/src/identity/item-key.ts";
import { unpackItemState } from "../../../packages/core/src/models/pack-item-state.ts";
import type { Log } from "../../../packages/core/src/ports/log.ts";
import { itemStateKey } from "../../../packages/core/src/ports/state-keys.ts";
import type { LaneName, StateStore } from "../../../packages/core/src/ports/state-store.ts";
import type { TopicName } from "../../../packages/core/src/ports/topics.ts";
import { callApi } from "./call-api.ts";
import type { ExpectedPerson } from "./reference-model.ts";
import type { World } from "./world.ts";

export interface Difference {
  /** Events of people that are acknowledged and not there, and there more often than once. */
  readonly lost: number;
  readonly doubled: number;
  /** What else is not as it must be, some of it. */
  readonly wrong: readonly string[];
}

const AT_ONCE = 16;
const NAMED = 5;
const DRAINED_WITHIN_MS = 120_000;
const CAUGHT_UP = [
  ["events", "users"],
  ["item-deltas", "items"],
] as const satisfies (readonly [TopicName, LaneName])[];

/** Waits until the lanes have folded what the log holds now, then holds everything the platform says of people and items against the model. */
export async function compare(world: World): Promise<Difference> {
  const [log, stores] = await Promise.all([openLog("", world.addresses), openStores("", world.addresses, { report: () => undefined })]);
  try {
    for (const [topic, lane] of CAUGHT_UP) await caughtUp(log, stores.state, topic, lane);
    const [people, items] = [await comparePeople(world), await compareItems(world, stores.state)];
    return { lost: people.lost, doubled: people.doubled, wrong: [...people.wrong, ...items].slice(0, NAMED) };
  } finally {
    await Promise.all([log.close(), stores.close()]);
  }
}

async function caughtUp(log: Log, state: StateStore, topic: TopicName, lane: LaneName): Promise<void> {
  const untilMs = performance.now() + DRAINED_WITHIN_MS;
  for (const { partition, end } of await log.bounds(topic)) {
    for (;;) {
      const offset = await state.offset({ lane, partition }).catch(() => 0);
      if (offset >= end) break;
      if (performance.now() > untilMs) throw new Error(`${topic}/${partition} stands at ${offset} of ${end}: the lag is not worked off`);
      await pause(20);
    }
  }
}

async function comparePeople({ stack, model, withdrawn }: World): Promise<Difference> {
  const total = { lost: 0, doubled: 0, wrong: [] as string[] };
  const waiting = [...model.people];
  const refused = new Set(withdrawn);
  const [api] = stack.apis;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let userId = waiting.pop(); userId !== undefined; userId = waiting.pop()) {
        const answer = await callApi(api?.origin as string, "/v1/users/profile", stack.headers, { userId });
        if (answer?.status !== 200) {
          waiting.push(userId);
          await pause(50);
          continue;
        }
        const { lost, doubled, wrong } = differenceOf(userId, model.person(userId), answer.body as unknown as Profile, refused.has(userId));
        total.lost += lost;
        total.doubled += doubled;
        total.wrong.push(...wrong);
      }
    }),
  );
  return total;
}

interface Profile {
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly recentItems: readonly string[];
  readonly lastSeenAt: string | null;
}

/** What a person did last is not told of those who refused to be known by it. */
function differenceOf(userId: string, expected: ExpectedPerson, found: Profile, refused: boolean): Difference {
  let [lost, doubled] = [0, 0];
  const wrong: string[] = [];
  for (const type of new Set([...expected.counts.keys(), ...Object.keys(found.eventCounts)])) {
    const difference = (found.eventCounts[type] ?? 0) - (expected.counts.get(type) ?? 0);
    if (difference < 0) lost -= difference;
    else doubled += difference;
  }
  if (Date.parse(found.lastSeenAt ?? "") !== expected.lastSeenMs) wrong.push(`${userId} was last seen at ${found.lastSeenAt}`);
  if (!refused && found.recentItems.join() !== expected.recentItems.join())
    wrong.push(`${userId} has ${found.recentItems.join()} instead of ${expected.recentItems.join()}`);
  return { lost, doubled, wrong };
}

async function compareItems({ stack, model }: World, state: StateStore): Promise<string[]> {
  const expected = [...model.interactions()];
  const values = await state.read(expected.map(([itemId]) => itemStateKey(stack.tenantId, itemKey(itemId))));
  return expected.flatMap(([itemId, count], i) => {
    const packed = values[i];
    const found = packed === undefined ? 0 : unpackItemState(packed).interactions;
    return found === count ? [] : [`${itemId} has ${found} interactions instead of ${count}`];
  });
}
