import { recommender } from "@attune/core/flows/recommend";
import { NOW_MS, placementOf, smallShop, subjectNamed, tenantOf } from "@attune/core/flows/small-shop.fixture";
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestRedis, type TestRedis } from "../../../../scripts/services/test-redis.ts";
import { openStores, type Stores } from "../open-stores.ts";
import { StoreBreakers } from "./store-breakers.ts";

const DEADLINE_MS = 50;
const timer = (delayMs: number) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = setTimeout(resolve, delayMs);
  return { fired: promise, cancel: () => clearTimeout(handle) };
};

let server: TestRedis;
let stores: Stores;
const changes: string[] = [];
const breakers = new StoreBreakers((store, state) => changes.push(`${store} ${state}`));
beforeAll(async () => {
  server = await startTestRedis();
  stores = await openStores("", serviceAddressesSchema.parse({ REDIS_URL: server.url }), { report: () => undefined, breakers });
});
afterAll(async () => {
  process.kill(pid, "SIGCONT");
  await stores.close();
  await server.stop();
});
let pid: number;

it("answers within the deadline while Redis hangs, at once when that is known, and as ever when Redis is back", async () => {
  pid = Number(/process_id:(\d+)/.exec(await server.redis.info("server"))?.[1]);
  const { vectors, catalogue } = await smallShop(["jazz-1", "jazz-2", "jazz-3"], []);
  const recommend = recommender({ ...stores, vectors, clock: () => performance.now() + NOW_MS, timer, report: () => undefined });
  const ask = async () => {
    const startedMs = performance.now();
    const { recommendations } = await recommend({
      recommendationId: "r",
      tenant: tenantOf(),
      catalogue,
      subject: subjectNamed("ann"),
      placement: placementOf("home"),
      count: 3,
      itemId: undefined,
      filter: undefined,
      exclude: [],
      given: undefined,
      device: undefined,
      includeItems: false,
      explain: false,
      deadlineMs: DEADLINE_MS,
    });
    return { ...recommendations, tookMs: performance.now() - startedMs };
  };
  // The first ones open connections and compile.
  await vi.waitFor(async () => expect((await ask()).degraded).toBe(false), { timeout: 10_000, interval: 10 });

  process.kill(pid, "SIGSTOP");
  const waiting: number[] = [];
  while (!breakers.readings.every(({ state }) => state === "open")) {
    const answer = await ask();
    expect(answer).toMatchObject({ degraded: true, fallback: "no_permission" });
    expect(answer.items).toHaveLength(3);
    waiting.push(answer.tookMs);
  }
  // The room beyond the deadline is for a machine with other things to do.
  expect(waiting.length).toBeLessThan(40);
  for (const tookMs of waiting) expect(tookMs).toBeLessThan(4 * DEADLINE_MS);

  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (let i = 0; i < 30; i++) answers.push(await ask());
  // Once a second one request tries each store, and waits until its deadline; the others wait for nothing.
  const refused = answers.filter(({ degradedReasons }) => degradedReasons.every((reason) => reason.endsWith("_unavailable")));
  expect(refused.length).toBeGreaterThanOrEqual(26);
  expect(refused[0]?.degradedReasons.sort()).toEqual(["items_unavailable", "standing_unavailable", "state_unavailable"]);
  const tookMs = refused.map((answer) => answer.tookMs).sort((a, b) => a - b);
  expect(tookMs[Math.floor(tookMs.length / 2)]).toBeLessThan(DEADLINE_MS / 5);

  process.kill(pid, "SIGCONT");
  await vi.waitFor(async () => expect((await ask()).degraded).toBe(false), { timeout: 10_000, interval: 20 });
  expect(breakers.readings).toEqual([
    { store: "state", state: "closed" },
    { store: "standings", state: "closed" },
  ]);
  for (const store of ["state", "standings"]) {
    const own = changes.filter((change) => change.startsWith(`${store} `));
    expect([own[0], ...own.slice(-2)]).toEqual([`${store} open`, `${store} half-open`, `${store} closed`]);
  }
});
