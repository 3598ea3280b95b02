import { setTimeout as pause } from "node:timers/promises";
import { openStores } from "../../packages/adapters/src/open-stores.ts";
import { TOPICS } from "../../packages/core/src/ports/topics.ts";
import type { Fault } from "./fault.ts";

const CLAIM_EVERY_MS = 200;

export const claimedFromOutside: Fault = {
  name: "claimed-from-outside",
  what: "somebody outside of the consumer group claims every partition again and again, commits nonsense under an old claim, and goes away",
  runs: { short: 1, long: 40 },
  lastsMs: { short: 1_000, long: 2_000 },
  async inject({ addresses, note }) {
    const stores = await openStores("", addresses, { report: () => undefined });
    const lanes = Array.from({ length: TOPICS.events.partitions }, (_, partition) => ({ lane: "users", partition }) as const);
    const first = await Promise.all(lanes.map(async (lane) => ({ ...lane, claim: await stores.state.claim(lane) })));
    const healing = new AbortController();
    const claiming = (async () => {
      while (!healing.signal.aborted) {
        await Promise.all(lanes.map((lane) => stores.state.claim(lane)));
        for (const { claim, ...lane } of first) {
          const nonsense = { ...lane, ...claim, expectedOffset: claim.offset, nextOffset: claim.offset + 1_000_000, puts: [] };
          if ((await stores.state.commit(nonsense)) === "committed") note("a commit under an old claim was let through");
        }
        await pause(CLAIM_EVERY_MS);
      }
    })();
    return async () => {
      healing.abort();
      await claiming;
      await stores.close();
    };
  },
};
