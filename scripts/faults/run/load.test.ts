import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { startLoad } from "./load.ts";
import { ReferenceModel } from "./reference-model.ts";
import { Violations } from "./violations.ts";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const event = { eventId: "1", userId: "a", type: "view", itemId: "x", timestamp: 1_000 };

/** Sends one event to a server that answers as told, one answer after the other. */
async function sendTo(...answers: readonly ((response: ServerResponse, request: IncomingMessage) => void)[]) {
  const bodies: string[] = [];
  let turn = 0;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      answers[turn++]?.(response, request);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [model, violations] = [new ReferenceModel(), new Violations(() => undefined)];
  const parcels = {
    next: (): never => {
      throw new Error("nobody sends by itself here");
    },
  };
  const load = startLoad({ apis: [{ origin }], headers: {}, parcels, model, violations, senders: 0, eventsPerSecond: 1 });
  await load.send({ body: [event], valid: [event] });
  return { bodies, model, violations: violations.lines, figures: load.figures() };
}

const accept = (response: ServerResponse) => void response.writeHead(202).end('{"accepted":1,"results":[]}');
const answering = (status: number, headers: Record<string, string>) => (response: ServerResponse) =>
  void response.writeHead(status, headers).end("{}");

it("sends again what nobody acknowledged, with the same ids, and counts it once", async () => {
  const duplicate = '{"accepted":0,"results":[{"index":0,"status":"duplicate","code":"duplicate"}]}';
  const { bodies, model, violations, figures } = await sendTo(
    (_, request) => void request.socket.destroy(),
    answering(503, { "retry-after": "0.01" }),
    answering(429, { "retry-after": "0.01" }),
    (response) => void response.writeHead(202).end(duplicate),
  );
  expect(new Set(bodies)).toEqual(new Set([JSON.stringify(event)]));
  expect([model.events, figures, violations]).toEqual([1, { broken: 1, refused503: 1, refused429: 1 }, []]);
});

it("notes refusals that do not say when to come back, errors, and events that were refused although they are right", async () => {
  const rejected = '{"accepted":0,"results":[{"index":0,"status":"rejected","code":"unknown_type"}]}';
  const { violations } = await sendTo(answering(503, {}), answering(500, {}), (response) => void response.writeHead(202).end(rejected));
  expect(violations).toEqual([
    "503 without Retry-After",
    "ingest answered 500 (undefined)",
    "an event that was right was rejected (unknown_type)",
  ]);
  expect((await sendTo(accept)).violations).toEqual([]);
});
