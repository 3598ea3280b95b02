import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "@attune/core/ports/log";
import type { StateStore } from "@attune/core/ports/state-store";

const LOOK_MS = 50;

/** Resolves when the user lanes have folded all that the log holds now. Asks again for as long as a store does not answer. */
export async function untilRefolded(log: Pick<Log, "bounds">, state: Pick<StateStore, "offset">): Promise<void> {
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await question();
      } catch {
        await pause(LOOK_MS);
      }
    }
  };
  for (const { partition, end } of await ask(() => log.bounds("events"))) {
    while ((await ask(() => state.offset({ lane: "users", partition }))) < end) await pause(LOOK_MS);
  }
}
