// The audience against a shop of its own making: a server that sells by fame to those who objected and by taste to the others.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { apiClient } from "../api-client.ts";
import { openAudience } from "./audience.ts";
import { shopCatalogue } from "./catalogue.ts";
import { clickThrough, noLists } from "./click-through.ts";
import { shopListeners } from "./listeners.ts";
import { openShop } from "./open-shop.ts";
import type { ShopEvent } from "./shop-event.ts";
import { enjoyment } from "./taste.ts";

const items = shopCatalogue();
const listeners = shopListeners();
const people = new Map(listeners.map((listener) => [listener.userId, listener]));
const byTaste = new Map(
  listeners.map((listener) => [listener.userId, items.toSorted((a, b) => enjoyment(listener, b) - enjoyment(listener, a)).slice(0, 10)]),
);
const byFame = items.toSorted((a, b) => b.fame - a.fame).slice(0, 10);

const received: ShopEvent[] = [];
const requests: string[] = [];
let lists = 0;

const server = createServer((request, response) => void handle(request, response)).listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => server.close());

async function handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const body = (await json(request)) as { userId: string; events: ShopEvent[] };
  requests.push(request.url ?? "");
  const answer = (status: number, content: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  if (request.url === "/v1/events") {
    received.push(...body.events);
    return answer(202, { accepted: body.events.length, results: [] });
  }
  if (request.url !== "/v1/recommendations") return answer(200, {});
  const listener = people.get(body.userId);
  if (listener === undefined) return answer(400, {});
  lists += 1;
  const shown = listener.objects ? byFame : (byTaste.get(body.userId) ?? []);
  return answer(200, {
    recommendationId: `list-${lists}`,
    personalized: !listener.objects,
    items: shown.map(({ item }) => ({ itemId: item.itemId })),
  });
}
const api = apiClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "k" });

test("opening the shop sends catalogue, people, objections and history once, and goes on after an interruption", async () => {
  const saved: number[] = [];
  const fresh = {
    historyEndMs: Date.UTC(2026, 0, 1),
    historySent: 0,
    ready: { catalogue: false, people: false },
    run: 0,
    shown: noLists(),
  };
  const opened = await openShop(api, items, listeners, fresh, ({ historySent }) => saved.push(historySent));
  expect(opened).toMatchObject({ historySent: 30_000, ready: { catalogue: true, people: true } });
  expect(new Set(received.map(({ eventId }) => eventId)).size).toBe(30_000);
  expect(requests.filter((url) => url === "/v1/consent")).toHaveLength(listeners.filter(({ objects }) => objects).length);

  const before = received.map(({ eventId, itemId, timestamp }) => [eventId, itemId, timestamp]).slice(29_000);
  received.length = 0;
  requests.length = 0;
  await openShop(api, items, listeners, { ...opened, historySent: 29_000 }, () => undefined);
  expect(received.map(({ eventId, itemId, timestamp }) => [eventId, itemId, timestamp])).toEqual(before);
  expect(new Set(requests)).toEqual(new Set(["/v1/events"]));
});

test("live: unique ids, outcomes name their list, and taste beats fame beyond chance", async () => {
  received.length = 0;
  lists = 0;
  const audience = openAudience({ api, items, listeners, run: 3, tally: noLists(), now: () => 1_000_000 });
  let events = 0;
  const goOn = async () => {
    for (let turn = 0; turn < 200; turn++) {
      const done = await audience.turn();
      events += done;
    }
  };
  await Promise.all(Array.from({ length: 10 }, goOn));
  expect(received).toHaveLength(events);
  expect(new Set(received.map(({ eventId }) => eventId)).size).toBe(events);
  expect(received.every(({ eventId }) => eventId.startsWith("run-3-"))).toBe(true);
  const clicks = received.filter(({ type }) => type === "click");
  expect(clicks.length).toBeGreaterThan(300);
  expect(clicks.every(({ recommendationId }) => recommendationId?.startsWith("list-"))).toBe(true);
  // 40 events a second go with about 15 lists a second, fewer here where every list is the best there is.
  expect(lists / events).toBeGreaterThan(0.15);
  expect(lists / events).toBeLessThan(0.5);
  const { lift, z } = clickThrough(audience.tally);
  expect(lift).toBeGreaterThan(0.3);
  expect(z).toBeGreaterThan(3);
});
