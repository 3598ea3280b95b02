import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { jwtVerify } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type Caller, type InternalApiSettings, internalApi } from "./internal-api.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const caller: Caller = { userId: "u1", tenantId: "t1", role: "developer" };
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function apiAnswering(listener: RequestListener, settings: Partial<InternalApiSettings> = {}) {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return internalApi({ baseUrl: `http://127.0.0.1:${port}`, secret: SECRET, nowMs: Date.now, ...settings });
}

const answer = z.object({ subject: z.string() });
const ask = { path: "/internal/v1/subjects", body: { pick: "random" }, answer } as const;

describe("internalApi", () => {
  test("posts JSON with a token of the caller and gives the parsed answer", async () => {
    let seen: { request: IncomingMessage; body: string } | undefined;
    const api = await apiAnswering((request, response) => {
      void text(request).then((body) => {
        seen = { request, body };
        response.end(JSON.stringify({ subject: "x" }));
      });
    });
    expect(await api.call(caller, ask)).toEqual({ subject: "x" });
    expect(seen?.request.method).toBe("POST");
    expect(seen?.body).toBe('{"pick":"random"}');
    const token = seen?.request.headers.authorization?.replace("Bearer ", "") ?? "";
    const { payload } = await jwtVerify(token, new TextEncoder().encode(SECRET));
    expect(payload).toMatchObject({ sub: "u1", tenant: "t1", role: "developer" });
  });

  test("gives the sentence of a problem, and never an answer of the wrong shape", async () => {
    const refusing = await apiAnswering((_, response) => response.writeHead(404).end(JSON.stringify({ title: "Nobody is known yet." })));
    await expect(refusing.call(caller, ask)).rejects.toMatchObject({ status: 404, message: "Nobody is known yet." });
    const odd = await apiAnswering((_, response) => response.end("{}"));
    await expect(odd.call(caller, ask)).rejects.toMatchObject({ status: 502 });
  });

  test("says so when the api cannot be reached or does not answer in time", async () => {
    const gone = internalApi({ baseUrl: "http://127.0.0.1:1", secret: SECRET, nowMs: Date.now });
    await expect(gone.call(caller, ask)).rejects.toMatchObject({ status: 503 });
    const silent = await apiAnswering(() => {}, { timeoutMs: 30 });
    await expect(silent.call(caller, ask)).rejects.toMatchObject({ status: 503 });
  });

  test("streams after the last event id and fails when the stream falls silent", async () => {
    let lastEventId: string | string[] | undefined;
    const api = await apiAnswering(
      (request, response) => {
        lastEventId = request.headers["last-event-id"];
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("id: 8\ndata: {}\n\n");
      },
      { silenceMs: 50 },
    );
    const stream = api.stream(caller, "/internal/v1/live", "7", new AbortController().signal);
    expect((await stream.next()).value).toEqual([{ id: "8", data: "{}" }]);
    expect(lastEventId).toBe("7");
    await expect(stream.next()).rejects.toThrow(/abort/i);
  });
});
