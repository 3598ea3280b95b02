import { LogUnavailable } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { memoryStandingStore } from "@attune/core/ports/standing-store.memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeEach(async () => {
  api = await testApi();
});
afterEach(() => api.close());

const event = (eventId: string, changes: object = {}) => ({ eventId, type: "view", userId: "ada", itemId: "i1", ...changes });
const send = (body: unknown, headers?: Record<string, string>) => api.call("POST", "/v1/events", body, headers);
const events = async () => (await api.lane()).filter((record) => record.kind === "event");

describe("202", () => {
  it("accepts a batch and stores what the fold needs", async () => {
    await api.call("POST", "/v1/items", { items: [{ itemId: "i1", categories: ["jazz"] }] });
    await api.call("POST", "/v1/users", { users: [{ userId: "ada", attributes: { age: 30, country: "GB" } }] });
    const answer = await send({
      events: [
        event("e1", {
          type: "rating",
          value: 5,
          timestamp: "2026-01-02T03:04:05Z",
          properties: { dwellMs: 7 },
          context: { device: "Mobile", country: "DE", language: "de-AT" },
        }),
      ],
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, results: [] } });
    const [record] = await events();
    expect(record).toMatchObject({
      eventId: "e1",
      type: "rating",
      weight: 3,
      outcome: true,
      consumes: true,
      dwellMs: 7,
      categories: ["jazz"],
      permissions: 7,
      policyVersion: 1,
    });
    expect(record).toMatchObject({
      segments: ["age:25-34", "country:GB", "language:de", "device:mobile"],
      occurredAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
    expect(JSON.stringify(record)).not.toContain("ada");
  });

  it("accepts a single event and lines", async () => {
    expect((await send(event("e1"))).body).toEqual({ accepted: 1, results: [] });
    const lines = `${JSON.stringify(event("e2"))}\n\n{"eventId": NaN}\r\n${JSON.stringify(event("e3", { userId: undefined, anonymousId: "a" }))}\n`;
    const answer = await send(lines, { "content-type": "application/x-ndjson" });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      accepted: 2,
      results: [{ index: 1, eventId: null, status: "rejected", code: "invalid_json", path: "events[1]" }],
    });
    expect(answer.at("results.0.message")).toContain("NaN");
  });

  it("keeps valid events beside bad ones", async () => {
    const answer = await send({ events: [event("e1"), event("e2", { type: "veiw" }), event("e3"), event("e4", { itemId: 7 })] });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2 } });
    expect(answer.at("results")).toMatchObject([
      { index: 1, path: "events[1].type" },
      { index: 3, path: "events[3].itemId" },
    ]);
    expect(answer.at("results.0.message")).toContain("did you mean view?");
    expect(new Set((await events()).map((record) => record.kind === "event" && record.eventId))).toEqual(new Set(["e1", "e3"]));
  });

  it("counts a duplicate once, in the batch and later", async () => {
    const first = await send({ events: [event("e1"), event("e1"), event("e1", { userId: "bob" })] });
    expect(first.body).toMatchObject({ accepted: 2, results: [{ index: 1, eventId: "e1", status: "duplicate" }] });
    expect((await send(event("e1"))).body).toMatchObject({ accepted: 0, results: [{ index: 0, status: "duplicate" }] });
    expect(await events()).toHaveLength(2);
  });

  it("takes the same event of two requests at once only once", async () => {
    const answers = await Promise.all([send(event("e1")), send(event("e1")), send(event("e1"))]);
    expect(answers.filter((answer) => answer.at("accepted") === 1)).toHaveLength(1);
    expect(answers.filter((answer) => answer.at("results.0.status") === "duplicate")).toHaveLength(2);
    expect(await events()).toHaveLength(1);
  });

  it("suppresses whom it may not collect for, and nobody else", async () => {
    await api.call("POST", "/v1/consent", { userId: "ada", purposes: { personalization: false, analytics: false }, source: "test" });
    const answer = await send({ events: [event("e1"), event("e2", { userId: "bob" })] });
    expect(answer.body).toMatchObject({ accepted: 1, results: [{ index: 0, eventId: "e1", status: "suppressed", code: "no_permission" }] });
  });

  it("stamps Global Privacy Control, and writes the opt-out down for whoever had opted in", async () => {
    await api.call("POST", "/v1/consent", { userId: "ada", purposes: { sale_or_sharing: true }, source: "test" });
    await send(event("e1"));
    await send(event("e2"), { "sec-gpc": "1" });
    const permissions = (await events()).map((record) => (record.kind === "event" ? record.permissions : undefined));
    expect(permissions).toEqual([15, 7]);
    expect((await api.call("POST", "/v1/consent/status", { userId: "ada" })).at("consent.purposes.sale_or_sharing")).toBe(false);
  });
});

describe("400", () => {
  it.each([
    ["an unknown type", event("e", { type: "purchse" }), "type", "did you mean purchase?"],
    ["no subject", event("e", { userId: undefined }), "userId", "is required"],
    ["two subjects", event("e", { anonymousId: "a" }), "anonymousId", "only one"],
    ["no event id", event("e", { eventId: undefined }), "eventId", "is required"],
    ["a misspelt field", event("e", { user_id: "x" }), "user_id", "did you mean userId?"],
    ["a number for an id", event("e", { userId: 42 }), "userId", 'did you mean "42"?'],
    ["the future", event("e", { timestamp: Date.now() + 6 * 60_000 }), "timestamp", "ahead"],
    ["ancient times", event("e", { timestamp: "1999-12-31T23:59:59Z" }), "timestamp", "2000"],
    ["seconds", event("e", { timestamp: 1_760_000_000 }), "timestamp", "did you mean milliseconds"],
    ["no zone", event("e", { timestamp: "2026-01-01T00:00:00" }), "timestamp", "did you mean to end it in Z?"],
    ["a lone surrogate", event("e", { properties: { a: ["\ud800"] } }), "properties.a[0]", "surrogate"],
    ["a lone surrogate as subject", event("e", { userId: "\udfff" }), "userId", "surrogate"],
    ["text for a value", event("e", { value: "3" }), "value", "must be a number"],
    ["a negative stay", event("e", { properties: { dwellMs: -1 } }), "properties.dwellMs", "negative"],
    ["control characters", event("e\u0000"), "eventId", "control"],
  ])("names %s by its path", async (_what, body, path, message) => {
    const single = await send(body);
    expect(single).toMatchObject({ status: 400, body: { code: "nothing_accepted", status: 400 } });
    expect(single.headers["content-type"]).toContain("application/problem+json");
    const batch = await send({ events: [body] });
    expect(batch.at("errors.0.path")).toBe(`events[0].${path}`);
    expect(batch.at("errors.0.message")).toContain(message);
    expect(single.at("errors.0.path")).toBe(path);
    expect(single.at("requestId")).toBe(single.headers["x-request-id"]);
  });

  it("refuses __proto__ by its path", async () => {
    const answer = await send(`{"events":[{"eventId":"e","type":"view","userId":"a","properties":{"__proto__":{"x":1}}}]}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "events[0].properties.__proto__" }] } });
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  it("says where the JSON is broken", async () => {
    const answer = await send('{"events":[{"eventId":"e","value":NaN}]}');
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json", errors: [{ path: "events[0].value" }] } });
    expect(answer.at("detail")).toContain("line 1, column 35");
  });

  it.each([
    [[event("e")], "", "did you mean {events: [...]}?"],
    [{ evnts: [] }, "evnts", "did you mean events?"],
    [{ events: [] }, "events", "at least one"],
    [{ events: {} }, "events", "must be an array"],
    [{ events: [event("e")], userId: "a" }, "userId", "beside events"],
    ["7", "", "must be an object"],
  ])("explains the envelope: %j", async (body, path, message) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(answer.at("errors.0.message")).toContain(message);
  });

  it("takes nothing from a batch in which every event is bad", async () => {
    const answer = await send({ events: [event("e1", { type: 1 }), 7, null] });
    expect(answer.at("errors")).toMatchObject([{ path: "events[0].type" }, { path: "events[1]" }, { path: "events[2]" }]);
    expect(await events()).toEqual([]);
  });
});

describe("413", () => {
  it("refuses more than 1,000 events", async () => {
    const answer = await send({ events: Array.from({ length: 5000 }, (_, i) => event(`e${i}`)) });
    expect(answer).toMatchObject({ status: 413, body: { code: "payload_too_large", errors: [{ path: "events" }] } });
    expect(
      (
        await send(Array.from({ length: 1001 }, (_, i) => JSON.stringify(event(`e${i}`))).join("\n"), {
          "content-type": "application/x-ndjson",
        })
      ).status,
    ).toBe(413);
    expect((await send({ events: Array.from({ length: 1000 }, (_, i) => event(`e${i}`)) })).at("accepted")).toBe(1000);
  });

  it("refuses 2 MB, over a real connection too", async () => {
    const body = JSON.stringify({ events: [event("e", { properties: { text: "x".repeat(2_000_000) } })] });
    expect(await send(body)).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    const address = await api.app.listen({ host: "127.0.0.1", port: 0 });
    const response = await fetch(`${address}/v1/events`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", authorization: `Bearer ${api.keys.secret}` },
    });
    expect(response.status).toBe(413);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  });
});

describe("415", () => {
  it("names the content types it takes", async () => {
    expect(await send("x", { "content-type": "text/plain" })).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
  });
});

describe("429", () => {
  it("counts events one by one and says when to come back", async () => {
    await api.close();
    api = await testApi({ tenant: { limits: { eventsPerSecond: 1000, requestsPerSecond: 1000 } } });
    api.setNow(Date.now());
    const batch = (name: string) => ({ events: Array.from({ length: 600 }, (_, i) => event(`${name}${i}`)) });
    const first = await send(batch("a"));
    expect(first.status).toBe(202);
    expect(first.headers["ratelimit"]).toBe('"events";r=400;t=1');
    const second = await send(batch("b"));
    expect(second).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(second.headers["retry-after"]).toBe("1");
    expect(second.headers["ratelimit-policy"]).toBe('"events";q=1000;w=1');
    expect(await events()).toHaveLength(600);
  });

  it("admits no more while the fold is too far behind", async () => {
    await api.close();
    api = await testApi({ settings: { maxUnfoldedRecords: 50 } });
    await send({ events: Array.from({ length: 300 }, (_, i) => event(`e${i}`)) });
    await api.collaborators.foldLag.refresh();
    expect((await send(event("late"))).status).toBe(429);
  });
});

describe("503", () => {
  it("says that nothing was stored when the log cannot commit, and takes the same event afterwards", async () => {
    await api.close();
    const log = memoryLog();
    let away = true;
    const flaky = {
      ...log,
      append: (...args: Parameters<typeof log.append>) => (away ? Promise.reject(new LogUnavailable("disk full")) : log.append(...args)),
    };
    api = await testApi({ ports: { log: flaky } });
    const refused = await send(event("e1"));
    expect(refused).toMatchObject({ status: 503, body: { code: "log_unavailable" } });
    expect(refused.headers["retry-after"]).toBe("1");
    expect(refused.text).not.toContain("disk full");
    away = false;
    expect((await send(event("e1"))).body).toEqual({ accepted: 1, results: [] });
  });

  it("refuses when a standing cannot be read", async () => {
    await api.close();
    const standings = { ...memoryStandingStore(), read: () => Promise.reject(new Error("away")) };
    api = await testApi({ ports: { standings } });
    expect(await send(event("e1"))).toMatchObject({ status: 503, body: { code: "standing_unavailable" } });
    expect(await events()).toEqual([]);
  });
});
