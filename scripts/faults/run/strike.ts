import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { callApi } from "./call-api.ts";
import type { World } from "./world.ts";

const CALM_MS = 300;
const VISIBLE_WITHIN_MS = 90_000;
/** Enough of them for every partition to have some. */
const MARKERS = 16;

/** One fault at a random moment under load. Answers how long after it was healed an event is visible again. */
export async function strike(fault: Fault, world: World, long: boolean): Promise<number> {
  await pause(CALM_MS + world.random() * CALM_MS);
  const heal = await fault.inject(world);
  await pause(long ? fault.lastsMs.long : fault.lastsMs.short);
  await heal();
  return timeUntilVisible(world);
}

/** From now until events of now are visible for people of every partition. */
export async function timeUntilVisible(world: World): Promise<number> {
  const startedMs = performance.now();
  await markersVisible(world, startedMs + VISIBLE_WITHIN_MS);
  return performance.now() - startedMs;
}

/** Sends an event for people of every partition, and waits until all of them show it. */
async function markersVisible({ load, model, stack, note }: World, untilMs: number): Promise<void> {
  const timestamp = Date.now();
  const people = Array.from({ length: MARKERS }, (_, i) => `marker-${i}`);
  const marks = people.map((userId) => ({ eventId: `m-${timestamp}`, userId, type: "search", timestamp }));
  await load.send({ body: marks, valid: marks });
  for (const userId of people) {
    const expected = model.person(userId).counts.get("search") as number;
    for (;;) {
      const answer = await callApi(anyRunning(stack), "/v1/users/profile", stack.headers, { userId });
      if (answer !== undefined && answer.status >= 500 && answer.status !== 503) note(`a profile was refused with ${answer.status}`);
      const counts = answer?.status === 200 ? (answer.body["eventCounts"] as Record<string, number>) : {};
      if ((counts["search"] ?? 0) >= expected) break;
      if (performance.now() > untilMs) return note("an event was not visible a minute and a half after the fault was healed");
      await pause(20);
    }
  }
}

/** Whoever is there: a balancer in front would not ask one that is away either. */
function anyRunning({ apis }: World["stack"]): string {
  return (apis.find((api) => api.running()) ?? apis[0])?.origin as string;
}
