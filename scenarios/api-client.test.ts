import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { apiClient } from "./api-client.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test("waits as long as Retry-After says, then goes on; the key and the body arrive", async () => {
  const waits: number[] = [];
  let calls = 0;
  const url = await serve((request, response) => {
    calls += 1;
    if (calls < 3) response.writeHead(calls === 1 ? 429 : 503, { "retry-after": "0.02" }).end();
    else request.pipe(response.writeHead(200, { "x-key": request.headers.authorization }));
  });
  const client = apiClient({ url, key: "k", waiting: (_, waitMs) => waits.push(waitMs) });
  expect(await client.send("POST", "/v1/events", { a: 1 })).toEqual({ status: 200, body: { a: 1 } });
  expect(waits).toEqual([20, 20]);
});

test("a broken connection is tried again, a refusal is an answer", async () => {
  let calls = 0;
  const url = await serve((request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else response.writeHead(400).end('{"errors":[]}');
  });
  expect(await apiClient({ url, key: "k" }).send("POST", "/v1/items", {})).toEqual({ status: 400, body: { errors: [] } });
});

test("aborting ends the waiting", async () => {
  const url = await serve((_, response) => response.writeHead(503, { "retry-after": "60" }).end());
  const abort = new AbortController();
  const client = apiClient({ url, key: "k", signal: abort.signal, waiting: () => abort.abort() });
  await expect(client.send("GET", "/v1/items")).rejects.toThrow(/abort/i);
});
