import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StateStore } from "@attune/core/ports/state-store";
import type { DeadLetter } from "../dead-letters.ts";
import { runLane } from "../lane-runner.ts";
import { userLane } from "../user-lane.ts";

const LOOK_MS = 20;

/** Folds what the worker left of the events when it was stopped, and what that forwards. */
export async function drainEvents(ports: {
  readonly log: Log;
  readonly state: StateStore;
  readonly codec: RecordCodec;
  readonly park: (letters: readonly DeadLetter[]) => Promise<void>;
}): Promise<void> {
  const ignore = () => undefined;
  const lane = await runLane(
    { ...ports, vitals: { committed: ignore } },
    { topic: "events", lane: "users", maxBatchRecords: 1_000 },
    // Who counts finds the totals in the state when the partition is opened next.
    (partition) => userLane({ ...ports, observe: ignore, counted: ignore }, partition),
  );
  try {
    while (await isBehind(ports)) await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK_MS)), lane.finished]);
  } finally {
    await lane.stop();
  }
}

async function isBehind({ log, state }: { readonly log: Log; readonly state: StateStore }): Promise<boolean> {
  for (const { partition, end } of await log.bounds("events")) if ((await state.offset({ lane: "users", partition })) < end) return true;
  return false;
}
