// The simulated audience as a process of its own. It knows the API's address and a key, nothing else of the platform.
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { apiClient } from "../api-client.ts";
import { openAudience } from "./audience.ts";
import { readAudienceState, writeAudienceState } from "./audience-state.ts";
import { shopCatalogue } from "./catalogue.ts";
import { shopListeners } from "./listeners.ts";
import { openShop } from "./open-shop.ts";

const env = z
  .object({ API_URL: z.url(), API_KEY: z.string().min(1), ATTUNE_HOME: z.string().min(1), TRAFFIC_RATE: z.coerce.number().positive() })
  .parse(process.env);

const SAVE_EVERY_MS = 2000;
const MOST_TURNS_AT_ONCE = 32;

const leaving = new AbortController();
process.on("disconnect", () => leaving.abort());
process.on("SIGTERM", () => leaving.abort());

try {
  await run();
} catch (error) {
  if (!leaving.signal.aborted) throw error;
}
process.exit(0);

async function run(): Promise<void> {
  const file = path.join(env.ATTUNE_HOME, "audience.json");
  const api = apiClient({ url: env.API_URL, key: env.API_KEY, signal: leaving.signal });
  const items = shopCatalogue();
  const listeners = shopListeners();
  const save = (state: ReturnType<typeof readAudienceState>) => writeAudienceState(file, state);
  const opened = await openShop(api, items, listeners, readAudienceState(file, Date.now()), save);
  const state = { ...opened, run: opened.run + 1 };
  save(state); // before the first event of this run: no later run may use its ids
  const audience = openAudience({ api, items, listeners, run: state.run, tally: state.shown, now: Date.now });

  const turns = new Set<Promise<void>>();
  let nextAtMs = performance.now();
  let savedAtMs = nextAtMs;
  while (!leaving.signal.aborted) {
    const turn = audience.turn().then(
      (events) => {
        nextAtMs += (events / env.TRAFFIC_RATE) * 1000;
      },
      (error: unknown) => {
        nextAtMs += 1000;
        if (!leaving.signal.aborted) console.error(error instanceof Error ? error.message : error);
      },
    );
    const settled = turn.finally(() => turns.delete(settled));
    turns.add(settled);
    if (turns.size >= MOST_TURNS_AT_ONCE) await Promise.race(turns);
    await turnIsDue();
    if (performance.now() - savedAtMs > SAVE_EVERY_MS) {
      savedAtMs = performance.now();
      save({ ...state, shown: audience.tally });
    }
  }
  await Promise.allSettled(turns);
  save({ ...state, shown: audience.tally });

  /** A turn counts for two events until its own are known; time lost while the platform was away is not made up for. */
  async function turnIsDue(): Promise<void> {
    const expectedMs = (turns.size * 2000) / env.TRAFFIC_RATE;
    nextAtMs = Math.max(nextAtMs, performance.now() - 1000);
    const waitMs = nextAtMs + expectedMs - performance.now();
    await pause(Math.max(1, waitMs), undefined, { signal: leaving.signal }).catch(() => undefined);
  }
}
