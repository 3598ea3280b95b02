import { createHmac, randomUUID } from "node:crypto";
import { type LivePoint, livePointSchema } from "@attune/core/live/schema";
import type { AppDb } from "@attune/db/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHops } from "../platform/read-hops.ts";
import { runStack, type Stack, type StackApi } from "./run-stack.ts";

const BY = { actor: "system:test", reason: "two apis side by side" };
const ITEMS = Array.from({ length: 40 }, (_, i) => ({
  itemId: `item-${i}`,
  title: `Item ${i}`,
  categories: [i % 2 === 0 ? "even" : "odd"],
}));
/** Nothing by chance, so that two answers can be compared. */
const CALM = { retrievers: { covisitation: 1, popularity: 0.5 }, candidates: 100, ranker: "none", diversity: 0, exploration: 0 } as const;
/** For what only has to happen at all, on a machine that does much else. */
const PATIENCE = { timeout: 20_000, interval: 5 };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

let stack: Stack;
let one: StackApi;
let other: StackApi;
let db: AppDb;
beforeAll(async () => {
  // However busy the machine is: what is compared is not what came in time.
  const env = { RECOMMENDATION_DEADLINE_MS: "5000" };
  stack = await runStack({ servers: ["postgres", "kafka", "redis", "qdrant"], apis: 2, workers: 1, env });
  [one, other] = stack.apis as [StackApi, StackApi];
  const { connectApp } = await import("@attune/db/connect");
  const { databaseSettings } = await import("@attune/db/database-settings");
  db = connectApp(databaseSettings(stack.databaseUrl, Buffer.from(stack.secrets.masterKey, "hex")), 1);
  await promote("home", await madeVersion("Calm"));
}, 120_000);
afterAll(async () => {
  await db?.$disconnect();
  await stack?.stop();
});

async function call(api: StackApi, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(new URL(path, api.origin), {
    method,
    headers: { ...stack.headers, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

const post = (api: StackApi, path: string, body: unknown, headers?: Record<string, string>) => call(api, "POST", path, body, headers);
const see = (api: StackApi, userId: string, itemId: string, type = "view") =>
  post(api, "/v1/events", { events: [{ eventId: randomUUID(), type, userId, itemId }] });
const recommend = async (api: StackApi, userId: string) => (await post(api, "/v1/recommendations", { userId, placement: "home" })).body;
const itemsOf = (list: Answer["body"]) => (list["items"] as readonly { readonly itemId: string }[]).map(({ itemId }) => itemId);

async function madeVersion(name: string): Promise<string> {
  const { createModelVersion } = await import("@attune/db/model-versions");
  return (await createModelVersion(db, stack.tenantId, { name, settings: CALM }, BY)).id;
}

async function promote(placementKey: string, modelVersionId: string): Promise<void> {
  const { listPlacements } = await import("@attune/db/placements");
  const { promoteModelVersion } = await import("@attune/db/placement-promotions");
  const live = (await listPlacements(db, stack.tenantId)).find(({ key }) => key === placementKey)?.model.id ?? "";
  await promoteModelVersion(db, stack.tenantId, { placementKey, modelVersionId, expectedModelVersionId: live }, BY);
}

/** Until both apis answer as wanted, counted from now, in ms each. */
async function seenAfterMs(seen: (api: StackApi) => Promise<boolean>): Promise<readonly [number, number]> {
  const fromMs = performance.now();
  const until = async (api: StackApi) => {
    await expect.poll(() => seen(api), PATIENCE).toBe(true);
    return Math.round(performance.now() - fromMs);
  };
  return Promise.all([until(one), until(other)]);
}

/** What the console's Live page is told by an api, from now on. */
async function watchLive(api: StackApi): Promise<{ readonly points: readonly LivePoint[]; stop(): Promise<void> }> {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "user:test", tenant: stack.tenantId, role: "owner", exp: Math.floor(Date.now() / 1000) + 60 };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  const token = `${signed}.${createHmac("sha256", stack.secrets.internalTokenSecret).update(signed).digest("base64url")}`;
  const stream = await fetch(`${api.internalUrl}/internal/v1/live`, { headers: { authorization: `Bearer ${token}` } });
  expect(stream.status).toBe(200);
  const points: LivePoint[] = [];
  const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (let text = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (text + value).split("\n\n");
      text = events.pop() as string;
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) points.push(livePointSchema.parse(JSON.parse(data)));
      }
    }
  };
  void read();
  return { points, stop: () => reader.cancel() };
}

/** Requests whose limit an api decided by its own count. */
async function admittedAlone(api: StackApi): Promise<number> {
  const text = await (await fetch(api.metricsUrl)).text();
  return Number(/^attune_limits_alone_total\{unit="requests",admitted="true"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

describe("two apis and a worker on Postgres, Kafka, Redis and Qdrant", () => {
  it("answer alike, whichever of them took items and events", async () => {
    expect((await post(one, "/v1/items", { items: ITEMS })).status).toBe(200);
    await expect.poll(async () => (await call(other, "GET", "/v1/items/item-39")).status, PATIENCE).toBe(200);
    const seen = (i: number) => ({ eventId: randomUUID(), type: "view", userId: `neighbour-${i % 12}`, itemId: `item-${(i * 7) % 20}` });
    for (const api of [one, other]) await post(api, "/v1/events", { events: Array.from({ length: 60 }, (_, i) => seen(i)) });
    for (const item of ["item-0", "item-7", "item-14"]) await see(one, "ann", item, "purchase");
    await see(other, "ann", "item-1");
    const profile = async (api: StackApi) => (await post(api, "/v1/users/profile", { userId: "ann" })).body["eventCounts"];
    for (const api of [one, other]) await expect.poll(() => profile(api), PATIENCE).toEqual({ purchase: 3, view: 1 });

    await expect.poll(async () => itemsOf(await recommend(one, "ann")).length, PATIENCE).toBeGreaterThanOrEqual(8);
    // What is folded of items arrives for a moment yet.
    const different = async () => {
      const [a, b] = [await recommend(one, "ann"), await recommend(other, "ann")];
      expect(a["recommendationId"]).not.toBe(b["recommendationId"]);
      expect([a["degraded"], b["degraded"]]).toEqual([false, false]);
      const said = (list: Answer["body"]) => [itemsOf(list), list["model"], list["personalized"], list["fallback"]];
      return JSON.stringify(said(a)) === JSON.stringify(said(b)) ? 0 : 1;
    };
    for (let repeated = 0; repeated < 3; repeated++) await expect.poll(different, PATIENCE).toBe(0);
  });

  it("let an event that one took change the list that the other gives", async () => {
    const [favourite] = itemsOf(await recommend(other, "bob"));
    expect(favourite).toBeDefined();
    expect((await see(one, "bob", favourite as string, "purchase")).status).toBe(202);
    const [atOne, atOther] = await seenAfterMs(async (api) => !itemsOf(await recommend(api, "bob")).includes(favourite as string));
    console.log(`an event changed the list of the api that took it after ${atOne} ms, of the other after ${atOther} ms`);
  });

  it("hold a withdrawal that one took at the other from the moment of its answer", async () => {
    await see(one, "cleo", "item-4");
    await expect.poll(async () => (await recommend(other, "cleo"))["personalized"], PATIENCE).toBe(true);
    const tookMs: number[] = [];
    for (const [taking, serving] of [
      [one, other],
      [other, one],
    ] as const) {
      const askedMs = performance.now();
      expect((await post(taking, "/v1/consent", { userId: "cleo", purposes: { personalization: false }, source: "test" })).status).toBe(
        200,
      );
      expect((await recommend(serving, "cleo"))["personalized"]).toBe(false);
      tookMs.push(Math.round(performance.now() - askedMs));
      await post(taking, "/v1/consent", { userId: "cleo", purposes: { personalization: true }, source: "test" });
      expect((await recommend(serving, "cleo"))["personalized"]).toBe(true);
    }
    console.log(`withdrawal and the next list at the other api together: ${tookMs.join(", ")} ms`);
  });

  it("show the same on the console, whichever of them it asks", async () => {
    const boards = await Promise.all([one, other].map(watchLive));
    const quiet = ({ points }: (typeof boards)[number]) => {
      const last = points.at(-1);
      return last !== undefined && last.acceptedEvents + last.foldedEvents + last.recommendations === 0;
    };
    await expect.poll(() => boards.every(quiet), PATIENCE).toBe(true);
    const from = Math.max(...boards.map(({ points }) => points.at(-1)?.id ?? 0));
    const [viewed, asked] = [
      [23, 17],
      [11, 5],
    ] as const;
    for (const [i, api] of [one, other].entries()) {
      const events = Array.from({ length: viewed[i] as number }, (_, n) => ({
        eventId: randomUUID(),
        type: "view",
        userId: `viewer-${n}`,
        itemId: "item-1",
      }));
      expect((await post(api, "/v1/events", { events })).status).toBe(202);
      for (let n = 0; n < (asked[i] as number); n++) await recommend(api, `viewer-${n}`);
    }
    const totals = () =>
      boards.map(({ points }) => {
        const since = points.filter(({ id }) => id > from);
        const sum = (read: (point: LivePoint) => number) => since.reduce((total, point) => total + read(point), 0);
        return [sum((point) => point.acceptedEvents), sum((point) => point.foldedEvents), sum((point) => point.recommendations)];
      });
    await expect.poll(totals, PATIENCE).toEqual([
      [40, 40, 16],
      [40, 40, 16],
    ]);
    for (const api of [one, other]) {
      const processes = async () => {
        await see(api, "ann", "item-2");
        return (await readHops(api.internalUrl, stack.secrets.internalTokenSecret))?.processes.map(({ name }) => name);
      };
      await expect.poll(processes, { ...PATIENCE, interval: 100 }).toEqual(["api", "api 2", "stream-worker"]);
    }
    await Promise.all(boards.map((board) => board.stop()));
  });

  it("serve a promoted model version within a second, both", async () => {
    const version = await madeVersion("Promoted");
    await promote("home", version);
    const afterMs = await seenAfterMs(async (api) => ((await recommend(api, "ann"))["model"] as { id: string }).id === version);
    console.log(`promoted version served after ${afterMs.join(" and ")} ms`);
    expect(Math.max(...afterMs)).toBeLessThan(1_000);
  });

  it("answer an Idempotency-Key that the other took as it did, and do the work once", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const body = { items: [{ itemId: "kept", title: "Kept" }] };
    const first = await post(one, "/v1/items", body, headers);
    expect((await call(one, "DELETE", "/v1/items/kept")).status).toBe(204);
    const again = await post(other, "/v1/items", body, headers);
    expect([again.status, again.body, again.headers.get("idempotent-replayed")]).toEqual([first.status, first.body, "true"]);
    expect((await call(other, "GET", "/v1/items/kept")).status).toBe(404);
    expect((await post(other, "/v1/items", { items: [{ itemId: "another" }] }, headers)).status).toBe(409);

    const sameMoment = { "idempotency-key": randomUUID() };
    const answers = await Promise.all([one, other, one, other].map((api) => post(api, "/v1/items", body, sameMoment)));
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === null)).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });

  it("admit together what one tenant's limit says", async () => {
    const { updateTenant } = await import("@attune/db/tenants");
    const before = { eventsPerSecond: 1_000_000, requestsPerSecond: 1_000_000 };
    const perSecond = 40;
    await updateTenant(db, stack.tenantId, { limits: { ...before, requestsPerSecond: perSecond } }, BY);
    const limitAt = async (api: StackApi) => (await call(api, "GET", "/v1/items/item-1")).headers.get("ratelimit-policy");
    for (const api of [one, other]) await expect.poll(() => limitAt(api), PATIENCE).toBe(`"requests";q=${perSecond};w=1`);
    const fromMs = performance.now();
    const tally = async (api: StackApi) => {
      let [admitted, refused] = [0, 0];
      for (; performance.now() - fromMs < 2_000; ) {
        const { status, headers } = await call(api, "GET", "/v1/items/item-1");
        if (status === 429) expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
        if (status === 429) refused++;
        else admitted++;
      }
      return { admitted, refused };
    };
    const tallies = await Promise.all([one, other, one, other].map(tally));
    const seconds = (performance.now() - fromMs) / 1000;
    const admitted = tallies.reduce((sum, each) => sum + each.admitted, 0);
    // On a machine that is busy enough an api may decide one alone, and says so.
    const alone = (await admittedAlone(one)) + (await admittedAlone(other));
    console.log(`limit of ${perSecond}/s at two apis: ${admitted} admitted in ${seconds.toFixed(2)} s, ${alone} of them alone`);
    expect(admitted - alone).toBeLessThanOrEqual(perSecond + perSecond * seconds);
    expect(alone).toBeLessThan(admitted / 2);
    expect(admitted).toBeGreaterThan(0.6 * perSecond * seconds);
    expect(tallies.every(({ refused }) => refused > 0)).toBe(true);
    await updateTenant(db, stack.tenantId, { limits: before }, BY);
    for (const api of [one, other]) await expect.poll(() => limitAt(api), PATIENCE).toBe('"requests";q=1000000;w=1');
  });

  it("refuse a revoked key within five seconds, both", async () => {
    const { createApiKey, revokeApiKey } = await import("@attune/db/api-keys");
    const { key, record } = await createApiKey(db, stack.tenantId, { name: "short-lived", kind: "secret", environment: "test" }, BY);
    const statusAt = async (api: StackApi) =>
      (await call(api, "GET", "/v1/items/item-1", undefined, { authorization: `Bearer ${key}` })).status;
    for (const api of [one, other]) expect(await statusAt(api)).toBe(200);
    await revokeApiKey(db, stack.tenantId, record.id, BY);
    const afterMs = await seenAfterMs(async (api) => (await statusAt(api)) === 401);
    console.log(`revoked key refused after ${afterMs.join(" and ")} ms`);
    expect(Math.max(...afterMs)).toBeLessThan(5_000);
  });
});
