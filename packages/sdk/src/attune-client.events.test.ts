import { describe, expect, test, vi } from "vitest";
import { type AttuneClientOptions, type AttuneError, attuneClient, type DroppedEvents, type RefusedEvent } from "./attune-client.ts";
import { accepted, eventsOf, recordingServer, type ScriptedAnswer } from "./recording-server.fixture.ts";

const KEY = "atn_pk_test_k1_secret";
const never = 3_600_000;

const client = (apiUrl: string, options: Partial<AttuneClientOptions> = {}) =>
  attuneClient({ apiUrl, key: KEY, userId: "ada", flushIntervalMs: never, ...options });

const tooMany = (retryAfter?: string): ScriptedAnswer => ({
  status: 429,
  ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
  body: { title: "Too many requests.", code: "rate_limited", requestId: "r1" },
});

function memoryStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("batches", () => {
  test("an event carries its id, person, time and details; the request carries the key", async () => {
    await using server = await recordingServer(accepted);
    const attune = client(server.url);
    const eventId = attune.track("play", { itemId: "song-1", properties: { dwellMs: 1200 } });
    expect(await attune.flush()).toEqual({ delivered: 1, refused: [], pending: 0 });
    const [request] = server.requests;
    expect(request?.path).toBe("/v1/events");
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
    const [event] = eventsOf(request);
    expect(event).toEqual({
      eventId,
      type: "play",
      userId: "ada",
      itemId: "song-1",
      properties: { dwellMs: 1200 },
      timestamp: expect.any(String),
    });
    expect(Math.abs(Date.parse(event?.timestamp ?? "") - Date.now())).toBeLessThan(5000);
  });

  test("a full batch leaves at once, the rest after the interval", async () => {
    await using server = await recordingServer(accepted);
    const attune = client(server.url, { maxBatch: 3, flushIntervalMs: 20 });
    for (let i = 0; i < 4; i++) attune.track("view", { itemId: `i${i}` });
    await server.received(2);
    expect(server.requests.map((request) => eventsOf(request).length)).toEqual([3, 1]);
  });

  test("order is kept over many batches, one request at a time", async () => {
    let concurrent = 0;
    let most = 0;
    await using server = await recordingServer((request) => {
      concurrent += 1;
      most = Math.max(most, concurrent);
      const answered = new Promise((resolve) => setImmediate(resolve)).then(() => {
        concurrent -= 1;
      });
      return { ...accepted(request), after: answered };
    });
    const attune = client(server.url, { maxBatch: 7 });
    const ids = Array.from({ length: 50 }, (_, i) => attune.track("view", { itemId: `i${i}` }));
    expect((await attune.flush()).delivered).toBe(50);
    expect(server.requests.flatMap((request) => eventsOf(request).map((event) => event.eventId))).toEqual(ids);
    expect(most).toBe(1);
  });

  test("a batch stays below the API's byte limit", async () => {
    await using server = await recordingServer(accepted);
    const attune = client(server.url, { maxBatch: 1000 });
    for (let i = 0; i < 130; i++) attune.track("view", { properties: { text: "ü".repeat(7000) } });
    expect((await attune.flush()).delivered).toBe(130);
    for (const request of server.requests) expect(Number(request.headers["content-length"])).toBeLessThan(1_000_000);
    expect(server.requests.length).toBe(3);
  });

  test("a batch that is too large for somebody on the way is halved", async () => {
    await using server = await recordingServer((request) =>
      eventsOf(request).length > 3
        ? { status: 413, body: { code: "payload_too_large", title: "The request is too large." } }
        : accepted(request),
    );
    const attune = client(server.url);
    const ids = Array.from({ length: 10 }, () => attune.track("view"));
    expect((await attune.flush()).delivered).toBe(10);
    const taken = server.requests.filter((request) => eventsOf(request).length <= 3);
    expect(taken.flatMap((request) => eventsOf(request).map((event) => event.eventId))).toEqual(ids);
  });
});

describe("repeating", () => {
  const failures: { name: string; answer: ScriptedAnswer }[] = [
    { name: "429", answer: tooMany() },
    { name: "503", answer: { status: 503, body: { code: "log_unavailable" } } },
    { name: "a broken connection", answer: { status: 0, hangUp: true } },
    { name: "a page instead of an answer", answer: { status: 200, body: "<html>Please sign in to the wireless network</html>" } },
  ];
  for (const { name, answer } of failures) {
    test(`after ${name} the same events go again with the same ids, before any newer one`, async () => {
      await using server = await recordingServer((request, index) => (index < 2 ? answer : accepted(request)));
      const errors: AttuneError[] = [];
      const attune = client(server.url, { maxBatch: 2, onError: (error) => errors.push(error) });
      const ids = [attune.track("view"), attune.track("click"), attune.track("cart")];
      expect(await attune.flush()).toEqual({ delivered: 3, refused: [], pending: 0 });
      const sent = server.requests.map((request) => eventsOf(request).map((event) => event.eventId));
      expect(sent).toEqual([ids.slice(0, 2), ids.slice(0, 2), ids.slice(0, 2), ids.slice(2)]);
      expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
      expect(errors.map((error) => error.retryable)).toEqual([true, true]);
      expect(attune.dropped).toBe(0);
    });
  }

  test("Retry-After is waited for, also when flush is called meanwhile", async () => {
    await using server = await recordingServer((request, index) => (index === 0 ? tooMany("1") : accepted(request)));
    const attune = client(server.url);
    attune.track("view");
    const first = attune.flush();
    await server.received(1);
    attune.track("click");
    await Promise.all([first, attune.flush()]);
    const [refused, repeated] = server.requests;
    expect((repeated?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    expect(eventsOf(repeated).map((event) => event.type)).toEqual(["view", "click"]);
    expect(server.requests.length).toBe(2);
  });

  test("flush gives up after its timeout and says what is pending", async () => {
    await using server = await recordingServer(() => tooMany("3600"));
    const attune = client(server.url);
    attune.track("view");
    expect(await attune.flush(50)).toEqual({ delivered: 0, refused: [], pending: 1 });
    expect(attune.queued).toBe(1);
    await attune.close(0);
  });
});

describe("refusals", () => {
  test("a partial rejection names the refused events; a duplicate counts as delivered", async () => {
    await using server = await recordingServer((request) => ({
      status: 202,
      body: {
        accepted: 1,
        results: [
          { index: 1, eventId: eventsOf(request)[1]?.eventId, status: "rejected", code: "unknown_type", message: "no such type" },
          { index: 2, eventId: eventsOf(request)[2]?.eventId, status: "duplicate", code: "duplicate", message: "known" },
          { index: 3, eventId: eventsOf(request)[3]?.eventId, status: "suppressed", code: "no_permission", message: "not permitted" },
        ],
      },
    }));
    const told: RefusedEvent[] = [];
    const attune = client(server.url, { onRefused: (refused) => told.push(...refused) });
    const ids = ["view", "vieww", "view", "view"].map((type) => attune.track(type));
    const report = await attune.flush();
    expect(report).toEqual({
      delivered: 2,
      refused: [
        { eventId: ids[1], status: "rejected", code: "unknown_type", message: "no such type" },
        { eventId: ids[3], status: "suppressed", code: "no_permission", message: "not permitted" },
      ],
      pending: 0,
    });
    expect(told).toEqual(report.refused);
    expect(server.requests.length).toBe(1);
  });

  test("a batch of which nothing is taken is not repeated, and each event has its own reason", async () => {
    await using server = await recordingServer((_, index) =>
      index === 0
        ? {
            status: 400,
            body: { code: "nothing_accepted", title: "None.", errors: [{ path: "events[1].itemId", message: "must be text" }] },
          }
        : { status: 202, body: { accepted: 1, results: [] } },
    );
    const attune = client(server.url, { maxBatch: 2 });
    const ids = [attune.track("view"), attune.track("click"), attune.track("cart")];
    expect(await attune.flush()).toEqual({
      delivered: 1,
      refused: [
        { eventId: ids[0], status: "rejected", code: "nothing_accepted", message: "None." },
        { eventId: ids[1], status: "rejected", code: "nothing_accepted", message: "must be text" },
      ],
      pending: 0,
    });
  });

  test("a key that is not valid is an error that is told, not repeated", async () => {
    await using server = await recordingServer(() => ({
      status: 401,
      body: { code: "invalid_credential", title: "The API key is not valid.", requestId: "r7" },
    }));
    const errors: AttuneError[] = [];
    const attune = client(server.url, { onError: (error) => errors.push(error) });
    attune.track("view");
    expect((await attune.flush()).refused.map((event) => event.code)).toEqual(["invalid_credential"]);
    expect(errors.map(({ status, code, requestId, retryable }) => ({ status, code, requestId, retryable }))).toEqual([
      { status: 401, code: "invalid_credential", requestId: "r7", retryable: false },
    ]);
    expect(server.requests.length).toBe(1);
  });
});

describe("bounds", () => {
  test("a full queue drops its oldest event that is not in flight, and says so", async () => {
    const opened = Promise.withResolvers<void>();
    await using server = await recordingServer((request) => ({ ...accepted(request), after: opened.promise }));
    const drops: DroppedEvents[] = [];
    const attune = client(server.url, { maxBatch: 2, maxQueue: 4, onDrop: (dropped) => drops.push(dropped) });
    const ids = Array.from({ length: 7 }, (_, i) => attune.track("view", { itemId: `i${i}` }));
    expect(attune.queued).toBe(4);
    expect(attune.dropped).toBe(3);
    opened.resolve();
    await attune.flush();
    expect(server.requests.flatMap((request) => eventsOf(request).map((event) => event.eventId))).toEqual([ids[0], ids[1], ids[5], ids[6]]);
    expect(drops).toEqual([2, 3, 4].map((i, n) => ({ eventIds: [ids[i]], reason: "queue_full", droppedTotal: n + 1 })));
  });

  test("a callback that throws does not stop the queue", async () => {
    await using server = await recordingServer((request, index) => (index === 0 ? tooMany() : accepted(request)));
    const thrown = vi.fn();
    process.once("uncaughtException", thrown);
    const listeners = process.listeners("uncaughtException").filter((listener) => listener !== thrown);
    for (const listener of listeners) process.off("uncaughtException", listener);
    const attune = client(server.url, {
      onError: () => {
        throw new Error("the page's own mistake");
      },
    });
    attune.track("view");
    const report = await attune.flush();
    for (const listener of listeners) process.on("uncaughtException", listener);
    expect(report.delivered).toBe(1);
    expect(thrown).toHaveBeenCalledOnce();
  });

  test("after close nothing is taken any more", async () => {
    await using server = await recordingServer(accepted);
    const drops: DroppedEvents[] = [];
    const attune = client(server.url, { onDrop: (dropped) => drops.push(dropped) });
    attune.track("view");
    expect((await attune.close()).delivered).toBe(1);
    const lost = attune.track("view");
    await Promise.resolve();
    expect(drops).toEqual([{ eventIds: [lost], reason: "closed", droppedTotal: 1 }]);
    expect(server.requests.length).toBe(1);
  });
});

describe("end of the page", () => {
  test("pagehide sends what waits with keepalive, within the browser's 64 KB, in order", async () => {
    await using server = await recordingServer(accepted);
    const page = new EventTarget();
    const keepalives: (boolean | undefined)[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      keepalives.push(init?.keepalive);
      return globalThis.fetch(input, init);
    };
    const attune = client(server.url, { page, fetch });
    const ids = Array.from({ length: 10 }, () => attune.track("view", { properties: { text: "x".repeat(10_000) } }));
    page.dispatchEvent(new Event("pagehide"));
    await server.received(1);
    expect(keepalives).toEqual([true]);
    expect(eventsOf(server.requests[0]).map((event) => event.eventId)).toEqual(ids.slice(0, 5));
    expect(Number(server.requests[0]?.headers["content-length"])).toBeLessThan(64 * 1024);
    await attune.close();
  });

  test("unsent events survive in storage and go out on the next visit with the same ids, then leave it", async () => {
    const storage = memoryStorage();
    let down = true;
    await using server = await recordingServer((request) => (down ? tooMany("3600") : accepted(request)));
    const before = client(server.url, { storage });
    const ids = [before.track("view"), before.track("click")];
    await before.close(50);
    expect(before.dropped).toBe(0);
    down = false;
    const after = client(server.url, { storage });
    expect((await after.flush()).delivered).toBe(2);
    expect(eventsOf(server.requests.at(-1)).map((event) => event.eventId)).toEqual(ids);
    expect([...storage.kept.keys()].filter((key) => key.endsWith(".events"))).toEqual([]);
  });

  test("without storage what could not be sent is dropped aloud", async () => {
    await using server = await recordingServer(() => tooMany("3600"));
    const attune = client(server.url);
    attune.track("view");
    expect((await attune.close(50)).pending).toBe(1);
    expect(attune.dropped).toBe(1);
  });
});
