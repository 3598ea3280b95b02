// The whole way of an experiment but for its processes: api and worker over the memory twins of their ports, and the simulated audience as their customer.
import { decide } from "@attune/core/experiments/decide";
import { results } from "@attune/core/experiments/results";
import type { RunningExperiment } from "@attune/core/experiments/schema";
import { readExperiment } from "@attune/core/flows/read-experiment";
import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import type { ModelVersion } from "@attune/core/placements/schema";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testPlacement } from "../../apps/api/src/testing/test-api.fixture.ts";
import { type RunningWorker, startWorker } from "../../apps/stream-worker/src/worker.ts";
import { workerCounters } from "../../apps/stream-worker/src/worker-counters.ts";
import { workerVitals } from "../../apps/stream-worker/src/worker-vitals.ts";
import type { ApiClient } from "../api-client.ts";
import { openAudience } from "./audience.ts";
import { shopCatalogue } from "./catalogue.ts";
import { noLists } from "./click-through.ts";
import { shopListeners } from "./listeners.ts";
import { openShop } from "./open-shop.ts";

const TUNED: ModelVersion = { id: "tuned", name: "Tuned blend", settings: DEFAULT_MODEL_SETTINGS };
const POPULAR: ModelVersion = {
  id: "popular",
  name: "Popularity only",
  settings: { ...DEFAULT_MODEL_SETTINGS, retrievers: { popularity: 1 }, ranker: "none", exploration: 0 },
};
const halves = (control: ModelVersion, treatment: ModelVersion): RunningExperiment["variants"] => [
  { key: "control", weight: 0.5, model: control },
  { key: "treatment", weight: 0.5, model: treatment },
];
const BETTER: RunningExperiment = {
  id: "xbetter",
  key: "tuned-against-popular",
  phase: 1,
  seed: "better",
  conversionEvent: "like",
  variants: halves(POPULAR, TUNED),
};
const EQUAL: RunningExperiment = {
  ...BETTER,
  id: "xequal",
  key: "tuned-against-itself",
  seed: "same",
  variants: halves(TUNED, { ...TUNED, id: "again" }),
};

const RUN = 1;
const TURNS = 6_000;
const AT_ONCE = 8;
const OPENED_MS = Date.UTC(2026, 5, 1);
const MS_PER_TURN = 250;

let api: TestApi;
let worker: RunningWorker;
beforeAll(async () => {
  const place = (key: string, strategy: Parameters<typeof testPlacement>[1]) => ({ ...testPlacement(key, strategy), model: TUNED });
  api = await testApi({
    tenant: {
      placements: new Map([
        ["home", place("home", "for-you")],
        ["item", place("item", "similar")],
        ["trending", place("trending", "trending")],
      ]),
      experiments: new Map([
        ["home", BETTER],
        ["item", EQUAL],
      ]),
    },
    settings: { recommendationDeadlineMs: 5_000 },
  });
  const { log, state, codec, control, keyedHash, clock } = api.ports;
  worker = await startWorker({
    log,
    state,
    codec,
    control,
    keyedHash,
    recordDecisions: async () => undefined,
    setUsage: async () => undefined,
    clock,
    logger: pino({ level: "silent" }),
    counters: workerCounters(),
    vitals: workerVitals({ takeVitals: () => ({ pid: 1, loopDelayMs: 0, busy: 0, residentBytes: 0 }), clock }),
  });
});
afterAll(async () => {
  await worker.stop();
  await api.close();
});

test("with the simulated audience a truly better model is found better, and two equal ones are not called", async () => {
  console.log(`seeds: audience run ${RUN}, assignment "${BETTER.seed}" and "${EQUAL.seed}"`);
  const startedMs = performance.now();
  const client: ApiClient = { send: async (method, path, body) => api.call(method, path, body) };
  const [items, listeners] = [shopCatalogue(), shopListeners()];
  api.setNow(OPENED_MS);
  const state = { historyEndMs: OPENED_MS, historySent: 0, ready: { catalogue: false, people: false }, run: RUN, shown: noLists() };
  await openShop(client, items, listeners, state, () => undefined);
  await folded();
  console.log(`the shop opened after ${seconds(startedMs)} s`);

  let turns = 0;
  const now = () => OPENED_MS + turns * MS_PER_TURN;
  const audience = openAudience({ api: client, items, listeners, run: RUN, tally: noLists(), now });
  const person = async () => {
    while (turns < TURNS) {
      api.setNow(OPENED_MS + ++turns * MS_PER_TURN);
      await audience.turn();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, person));
  await api.collaborators.impressions.drain();
  await folded();
  console.log(`${TURNS} turns after ${seconds(startedMs)} s`);

  const [better, equal] = await Promise.all([BETTER, EQUAL].map(adviceOn));
  expect(better?.advice.verdict).toBe("treatment_better");
  expect(better?.found.sampleRatio.sequentialP).toBeGreaterThan(0.05);
  expect(equal?.advice.verdict).toBe("undecided");
  expect(equal?.advice.sentence).not.toContain("Too early");
  expect([better?.found.severalVariants, equal?.found.severalVariants]).toEqual([0, 0]);
  // Who objects to personalisation is in no experiment.
  const permitted = listeners.filter(({ objects }) => !objects).length;
  const { control, treatment } = better?.found.people ?? { control: 0, treatment: 0 };
  expect(control + treatment).toBeLessThanOrEqual(permitted);
});

async function adviceOn(experiment: RunningExperiment) {
  const found = results(await readExperiment(api.ports.state, api.tenant.id, experiment.id, experiment.phase), experiment.variants);
  const advice = decide(found);
  const { people, exposures } = found;
  console.log(`${experiment.key}: ${JSON.stringify({ verdict: advice.verdict, people, exposures, sampleRatio: found.sampleRatio })}`);
  for (const { metric, variants, comparison } of found.metrics)
    console.log(
      `  ${metric}: ${percent(variants.control.mean)} and ${percent(variants.treatment.mean)}, lift ${percent(comparison?.lift)} [${percent(comparison?.low)}, ${percent(comparison?.high)}]`,
    );
  return { found, advice };
}

/** Resolves when every lane stands at the end of its log. */
async function folded(): Promise<void> {
  const lanes = [
    ["events", "users"],
    ["item-deltas", "items"],
  ] as const;
  for (const [topic, lane] of lanes)
    await expect
      .poll(
        async () => {
          const bounds = await api.ports.log.bounds(topic);
          const offsets = await Promise.all(bounds.map(({ partition }) => api.ports.state.offset({ lane, partition })));
          return bounds.every(({ end }, i) => (offsets[i] as number) >= end);
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(true);
}

const seconds = (sinceMs: number) => ((performance.now() - sinceMs) / 1000).toFixed(1);
const percent = (share: number | undefined) => (share === undefined ? "nothing" : `${(share * 100).toFixed(1)} %`);
