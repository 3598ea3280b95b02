import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { forgetInApi } from "./forget-in-api.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** An api's internal listener that answers so, and how often it was asked. */
async function listener(status: number, forgotten: Readonly<Record<string, number>>): Promise<{ readonly url: string; asked: number }> {
  const api = { url: "", asked: 0 };
  const server = createServer((_request, response) => {
    api.asked++;
    response.writeHead(status, { connection: "close", "content-type": "application/json" }).end(JSON.stringify({ forgotten }));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

/** Where an api was, and is no more. */
async function formerListener(): Promise<string> {
  const { url } = await listener(200, {});
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return url;
}

const forgetIn = (...urls: readonly string[]) => forgetInApi({ urls, secret: "s", clock: Date.now })("t", ["alias"]);

it("asks every api, one that does not run excepted, and adds up what they forgot", async () => {
  const [one, other] = [await listener(200, { "memory:aliases": 2, "kept-answers": 1 }), await listener(200, { "memory:aliases": 3 })];
  const nobody = await formerListener();
  expect(await forgetIn(one.url, nobody, other.url)).toEqual({ "memory:aliases": 5, "kept-answers": 1 });
  expect(await forgetIn(nobody)).toBeUndefined();
});

it("fails when one of them could not, after the others were asked", async () => {
  const [broken, other] = [await listener(500, {}), await listener(200, {})];
  await expect(forgetIn(broken.url, other.url)).rejects.toThrow("an api answered 500");
  expect(other.asked).toBe(1);
});
