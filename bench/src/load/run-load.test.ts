import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { quantilesOf } from "../report/figures.ts";
import { runLoad } from "./run-load.ts";

const stream = { name: "s", path: "/", headers: {}, bodies: ["{}"], draw: "random", markers: ["yes"] } as const;

async function serve(answer: (number: number) => Promise<readonly [status: number, body: string]>): Promise<string> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    void answer(requests++).then(([status, body]) => response.writeHead(status).end(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a server that stands still for a while is seen by everyone who came meanwhile", async () => {
  const standsUntil = Promise.withResolvers<void>();
  const origin = await serve(async (number) => {
    if (number === 20) setTimeout(standsUntil.resolve, 1000);
    if (number >= 20) await standsUntil.promise;
    return [200, "yes"];
  });
  const plan = {
    kind: "open",
    streams: [{ ...stream, ratePerSecond: 50 }],
    origin,
    connections: 4,
    warmUpSeconds: 0,
    seconds: 2,
    seed: "1",
  } as const;
  const [outcome] = (await runLoad(plan)).streams;
  expect(outcome?.answered).toBeGreaterThan(70);
  // Of 100 requests in 2 s about 50 came in that second. With four connections a closed loop would have seen four of them wait.
  expect(quantilesOf(outcome?.latency ?? []).p50Ms).toBeLessThan(900);
  const late = quantilesOf(outcome?.latency ?? []);
  expect(late.p95Ms).toBeGreaterThan(500);
});

test("refusals and marked answers are counted apart", async () => {
  const origin = await serve(async (number) => (number % 2 === 0 ? [200, "a yes among words"] : [503, "no"]));
  const bodies = Array.from({ length: 40 }, () => "{}");
  const plan = {
    kind: "closed",
    stream: { ...stream, bodies, draw: "once" },
    origin,
    connections: 2,
    warmUpSeconds: 0,
    seconds: 20,
    seed: "1",
  } as const;
  const [outcome] = (await runLoad(plan)).streams;
  expect(outcome).toMatchObject({ answered: 20, marked: [20], failures: { 503: 20 } });
});

test("what is refused for now is sent again until it is taken, and counted each time", async () => {
  const taken = new Map<string, number>();
  let requests = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const refuse = requests++ < 5;
      if (!refuse) taken.set(body, (taken.get(body) ?? 0) + 1);
      response.writeHead(refuse ? 503 : 200).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.close().closeAllConnections());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bodies = Array.from({ length: 20 }, (_, i) => `"${i}"`);
  const plan = {
    kind: "closed",
    stream: { ...stream, bodies, draw: "once" },
    againAfterMs: 10,
    origin,
    connections: 2,
    warmUpSeconds: 0,
    seconds: 20,
    seed: "1",
  } as const;
  const [outcome] = (await runLoad(plan)).streams;
  expect(outcome).toMatchObject({ answered: 20, failures: { 503: 5 } });
  expect([...taken]).toEqual(expect.arrayContaining(bodies.map((body) => [body, 1])));
});

test("a closed loop counts from sending", async () => {
  const origin = await serve(async () => {
    await pause(50);
    return [200, "yes"];
  });
  const bodies = Array.from({ length: 10 }, () => "{}");
  const plan = {
    kind: "closed",
    stream: { ...stream, bodies, draw: "once" },
    origin,
    connections: 1,
    warmUpSeconds: 0,
    seconds: 20,
    seed: "1",
  } as const;
  const [outcome] = (await runLoad(plan)).streams;
  expect(quantilesOf(outcome?.latency ?? []).p50Ms).toBeGreaterThanOrEqual(49);
});
