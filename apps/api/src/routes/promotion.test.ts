import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { itemKey } from "@attune/core/identity/item-key";
import { createApiKey } from "@attune/db/api-keys";
import { listAudit } from "@attune/db/audit-log";
import { controlSource } from "@attune/db/control-source";
import { createModelVersion } from "@attune/db/model-versions";
import { listPromotions, promoteModelVersion, rollbackPlacement } from "@attune/db/placement-promotions";
import { listPlacements } from "@attune/db/placements";
import { createTenant } from "@attune/db/tenants";
import { startTestDatabase, type TestDatabase } from "@attune/db/testing/test-database";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRivalShop, RIVALS, rivalOf } from "../testing/rival-models.fixture.ts";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

const BY = { actor: "system:test", reason: "a test of promotions" };
const PEOPLE = Array.from({ length: 8 }, (_, i) => `person-${i}`);
const CHILD = fileURLToPath(new URL("../testing/promoting-child.fixture.ts", import.meta.url));
/** Control poll of one second and one second for the rest. */
const GONE_WITHIN_MS = 2_000;
/** Flips that are waited for. */
const SEEN = 8;
/** For what only has to happen at all, on a machine that does much else. */
const PATIENCE_MS = 20_000;

let db: TestDatabase;
let tenantId: string;
let key: string;
let versions: Record<keyof typeof RIVALS, string>;
beforeAll(async () => {
  db = await startTestDatabase();
  tenantId = (await createTenant(db.app, db.masterKey, { slug: "rivals", name: "Rivals" }, BY)).id;
  key = (await createApiKey(db.app, tenantId, { name: "k", kind: "secret", environment: "test" }, BY)).key;
  const store = async (name: keyof typeof RIVALS) => (await createModelVersion(db.app, tenantId, { name, settings: RIVALS[name] }, BY)).id;
  versions = { popular: await store("popular"), trending: await store("trending") };
  await move(versions.popular);
});
afterAll(() => db.stop());

const live = async () => (await listPlacements(db.app, tenantId)).find((placement) => placement.key === "home")?.model.id ?? "";
const move = async (modelVersionId: string) =>
  promoteModelVersion(db.app, tenantId, { placementKey: "home", modelVersionId, expectedModelVersionId: await live() }, BY);
const moveBack = async () => rollbackPlacement(db.app, tenantId, { placementKey: "home", expectedModelVersionId: await live() }, BY);

/** The api on this database, with the rival shop open, on a socket. */
async function startApi(): Promise<{ api: TestApi; recommend: (userId: string) => Promise<Answer>; close: () => Promise<void> }> {
  const control = controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined });
  const api = await testApi({ ports: { control } });
  const tenant = api.collaborators.control.snapshot.tenants.get(tenantId);
  if (tenant === undefined) throw new Error("The api does not know the tenant.");
  await openRivalShop(api, tenant, key, PEOPLE);
  const address = await api.app.listen({ host: "127.0.0.1", port: 0 });
  const recommend = async (userId: string) => {
    const askedMs = performance.now();
    const response = await fetch(`${address}/v1/recommendations`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ userId, placement: "home", count: 10 }),
    });
    const { model, items } = (await response.json()) as { model: { id: string }; items: { itemId: string }[] };
    return { askedMs, tookMs: performance.now() - askedMs, modelId: model.id, rival: rivalOf(items) };
  };
  return { api, recommend, close: () => api.close() };
}

interface Answer {
  readonly askedMs: number;
  readonly tookMs: number;
  readonly modelId: string;
  readonly rival: keyof typeof RIVALS | undefined;
}

it("mixes no two versions in an answer while the pointer flips under traffic, and the old one is gone within two seconds", async () => {
  const { api, recommend, close } = await startApi();
  const answers: Answer[] = [];
  let running = true;
  const traffic = PEOPLE.map(async (userId) => {
    while (running) answers.push(await recommend(userId));
  });
  const flips: { readonly to: string; readonly committedMs: number }[] = [];
  const committed = ({ toVersionId }: { toVersionId: string }) => flips.push({ to: toVersionId, committedMs: performance.now() });
  const flipped = async (moved: { toVersionId: string }) => {
    committed(moved);
    await expect.poll(() => answers.at(-1)?.modelId, { timeout: PATIENCE_MS, interval: 5 }).toBe(moved.toVersionId);
  };
  // Each of them seen, then many that nobody waits for.
  for (let i = 0; i < SEEN / 2; i++) {
    await flipped(await move(versions.trending));
    await flipped(await (i % 2 === 0 ? moveBack() : move(versions.popular)));
  }
  for (let i = 0; i < 30; i++) committed(await move((await live()) === versions.popular ? versions.trending : versions.popular));
  await flipped(await move((await live()) === versions.popular ? versions.trending : versions.popular));
  const settledMs = (flips.at(-1)?.committedMs ?? 0) + GONE_WITHIN_MS;
  await expect.poll(() => answers.at(-1)?.askedMs, { timeout: PATIENCE_MS }).toBeGreaterThan(settledMs);
  running = false;
  await Promise.all(traffic);
  // A machine that lets an answer wait lets the poll of the control plane wait as long.
  const graceMs = GONE_WITHIN_MS + Math.max(...answers.map(({ tookMs }) => tookMs));

  const nameOf = { [versions.popular]: "popular", [versions.trending]: "trending" };
  expect(answers.filter(({ modelId, rival }) => rival === undefined || nameOf[modelId] !== rival)).toEqual([]);
  const stale = flips.slice(0, -1).flatMap(({ to, committedMs }, i) => {
    const nextMs = flips[i + 1]?.committedMs ?? 0;
    return answers.filter(({ askedMs, modelId }) => askedMs > committedMs + graceMs && askedMs < nextMs && modelId !== to);
  });
  expect(stale).toEqual([]);
  expect(answers.at(-1)?.modelId).toBe(flips.at(-1)?.to);

  // What was logged as shown agrees as well.
  await api.collaborators.impressions.drain();
  const shown = (await api.lane()).filter((record) => record.kind === "impression");
  const keysOf = (name: string) => new Set(Array.from({ length: 40 }, (_, i) => itemKey(`${name}-${i}`)));
  const keys = { popular: keysOf("popular"), trending: keysOf("trending") };
  const mixed = shown.filter(({ modelId, items }) => {
    const name = nameOf[modelId] as keyof typeof keys | undefined;
    return name === undefined || !items.every((item) => keys[name].has(item));
  });
  expect(mixed).toEqual([]);
  expect(shown.length).toBeGreaterThan(100);
  const seenAfterMs = flips.slice(0, SEEN).map(({ to, committedMs }) => {
    const first = answers.find(({ askedMs, modelId }) => askedMs > committedMs && modelId === to);
    return Math.round((first?.askedMs ?? Number.NaN) - committedMs);
  });
  console.info(
    `${answers.length} answers under ${flips.length} flips; the new model was asked for first ${seenAfterMs.join(", ")} ms after the commit`,
  );
  await close();
}, 120_000);

it("leaves a promotion not begun or completed when its process is killed, and a restarted api serves the pointer", async () => {
  const seed = Date.now() % 2 ** 31;
  const [delaysMs = []] = fc.sample(fc.array(fc.nat(120), { minLength: 6, maxLength: 6 }), { seed, numRuns: 1 });
  console.info(`promotions killed after their first, seed ${seed}: ${delaysMs.join(", ")} ms later`);
  const acknowledged = new Set<string>();
  for (const delayMs of delaysMs) {
    const args = [db.url, Buffer.from(db.masterKey).toString("hex"), tenantId, versions.popular, versions.trending];
    const child = fork(CHILD, args, { stdio: ["ignore", "pipe", "inherit", "ipc"], execArgv: [] });
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const closed = once(child, "close");
    await expect.poll(() => output, { timeout: 20_000, interval: 1 }).not.toBe("");
    await sleep(delayMs);
    child.kill("SIGKILL");
    expect(await closed).toEqual([null, "SIGKILL"]);
    for (const id of output.split("\n").slice(0, -1)) acknowledged.add(id);

    const moves = (await listPromotions(db.app, tenantId, "home", 10_000)).toReversed();
    const audit = (await listAudit(db.app, tenantId, { limit: 10_000 }))
      .toReversed()
      .filter(({ action }) => action === "placement.promoted" || action === "placement.rolled_back");
    expect(moves.at(-1)?.toVersionId).toBe(await live());
    for (const [i, { fromVersionId }] of moves.slice(1).entries()) expect(fromVersionId).toBe(moves[i]?.toVersionId);
    expect(audit.map(({ before, after, reason }) => [idOf(before), idOf(after), reason])).toEqual(
      moves.map(({ fromVersionId, toVersionId, reason }) => [fromVersionId, toVersionId, reason]),
    );
    const ids = new Set(moves.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(delaysMs.length);
  const { recommend, close } = await startApi();
  const { modelId, rival } = await recommend("person-0");
  expect(modelId).toBe(await live());
  expect(rival && versions[rival]).toBe(modelId);
  await close();
}, 120_000);

function idOf(state: unknown): string {
  return (state as { model: { id: string } }).model.id;
}
