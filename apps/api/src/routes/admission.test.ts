import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, type TestApi, testApi, testKey, testTenant } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const event = { eventId: "e1", type: "view", userId: "ada", itemId: "i1" };
const ORIGIN = "https://shop.example";
const status = (headers: Record<string, string>) => callApi(api.app, "POST", "/v1/consent/status", { userId: "ada" }, headers);

describe("a key", () => {
  it("comes as bearer or as x-api-key, and its use is noted once a minute", async () => {
    expect((await status({ authorization: `bearer ${api.keys.secret}` })).status).toBe(200);
    expect((await status({ "x-api-key": api.keys.secret })).status).toBe(200);
    expect(api.touched).toHaveLength(1);
  });

  it("is needed", async () => {
    const answer = await status({});
    expect(answer).toMatchObject({ status: 401, body: { code: "missing_credential" } });
    expect(answer.headers["www-authenticate"]).toContain("Bearer");
  });

  it.each([
    ["nonsense", () => "nonsense"],
    ["one mistyped letter", () => api.keys.secret.replace(/.$/, (last) => (last === "a" ? "b" : "a"))],
    ["a key of nobody", () => testKey("acme", "secret").text],
  ])("is refused: %s", async (_what, text) =>
    expect(await status({ "x-api-key": text() })).toMatchObject({ status: 401, body: { code: "invalid_credential" } }),
  );

  it("is refused when id and checksum are right and the secret is not", async () => {
    const { key } = testKey("acme", "secret");
    const other = testKey("acme", "secret");
    api.control = {
      ...api.control,
      version: 2,
      apiKeys: new Map([...api.control.apiKeys, [other.key.id, { ...other.key, hash: key.hash }]]),
    };
    await api.collaborators.control.refresh();
    expect((await status({ "x-api-key": other.text })).status).toBe(401);
  });

  it("works the moment it was made and stops with the poll after it was revoked", async () => {
    const { text, key } = testKey("acme", "secret");
    api.control = { ...api.control, version: 3, apiKeys: new Map([...api.control.apiKeys, [key.id, key]]) };
    await expect.poll(async () => (await status({ "x-api-key": text })).status, { interval: 100 }).toBe(200);
    api.control = { ...api.control, version: 4, apiKeys: new Map([...api.control.apiKeys, [key.id, { ...key, revokedAtMs: 1 }]]) };
    await expect.poll(async () => (await status({ "x-api-key": text })).at("code"), { timeout: 3000 }).toBe("revoked_credential");
  });

  it("decides the tenant", async () => {
    const other = testKey("rival", "secret");
    api.control = {
      version: 5,
      tenants: new Map([...api.control.tenants, ["rival", testTenant("rival")]]),
      apiKeys: new Map([...api.control.apiKeys, [other.key.id, other.key]]),
    };
    await api.collaborators.control.refresh();
    await api.call("POST", "/v1/items", { items: [{ itemId: "mine" }] });
    expect((await api.call("GET", "/v1/items/mine", undefined, { authorization: "", "x-api-key": other.text })).status).toBe(404);
    expect((await api.call("GET", "/v1/items/mine")).status).toBe(200);
  });
});

describe("a publishable key", () => {
  const asBrowser = (url: string, body: object, origin = ORIGIN) =>
    callApi(api.app, "POST", url, body, { "x-api-key": api.keys.publishable, origin });

  it("sends events, reads recommendations and withdraws consent", async () => {
    const sent = await asBrowser("/v1/events", event);
    expect(sent.status).toBe(202);
    expect(sent.headers["access-control-allow-origin"]).toBe(ORIGIN);
    expect((await asBrowser("/v1/recommendations", { placement: "home" })).status).toBe(200);
    expect((await asBrowser("/v1/consent", { userId: "ada", purposes: { personalization: false }, source: "page" })).status).toBe(200);
  });

  it("does nothing else", async () => {
    expect(await asBrowser("/v1/consent", { userId: "ada", purposes: { personalization: true }, source: "page" })).toMatchObject({
      status: 403,
      body: { code: "insufficient_scope" },
    });
    for (const [url, body] of [
      ["/v1/items", { items: [{ itemId: "x" }] }],
      ["/v1/users", { users: [] }],
      ["/v1/users/profile", { userId: "ada" }],
      ["/v1/consent/status", { userId: "ada" }],
    ] as const) {
      expect(await asBrowser(url, body), url).toMatchObject({ status: 403 });
    }
  });

  it("works from its origins only", async () => {
    const answer = await asBrowser("/v1/events", event, "https://evil.example");
    expect(answer).toMatchObject({ status: 403, body: { code: "origin_not_allowed" } });
  });

  it("is preflighted", async () => {
    const preflight = (origin: string) =>
      callApi(api.app, "OPTIONS", "/v1/events", undefined, {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-api-key,content-type",
      });
    const allowed = await preflight(ORIGIN);
    expect(allowed).toMatchObject({ status: 204, headers: { "access-control-allow-origin": ORIGIN } });
    expect(allowed.headers["access-control-allow-methods"]).toContain("POST");
    expect(allowed.headers["access-control-allow-headers"]).toContain("x-api-key");
    expect((await preflight("https://evil.example")).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("a secret key gets no CORS headers", async () => {
    expect(
      (await api.call("POST", "/v1/consent/status", { userId: "ada" }, { origin: ORIGIN })).headers["access-control-allow-origin"],
    ).toBeUndefined();
  });
});

describe("an address", () => {
  it("that does not exist is a 404 problem", async () => {
    const answer = await api.call("GET", "/v1/recomendations");
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found", type: "urn:attune:problem:not_found" } });
    expect(answer.at("detail")).toContain("did you mean /v1/recommendations?");
  });

  it("with another method is a 405 problem with Allow", async () => {
    const answer = await api.call("GET", "/v1/events");
    expect(answer).toMatchObject({ status: 405, headers: { allow: "OPTIONS, POST" }, body: { code: "method_not_allowed" } });
    expect((await api.call("PUT", "/v1/items/x", {})).headers["allow"]).toBe("DELETE, GET, HEAD, OPTIONS, PATCH");
  });

  it("answers HEAD like GET, without a body", async () => {
    expect(await api.call("HEAD", "/health/live")).toMatchObject({ status: 200, text: "" });
  });

  it("carries the caller's request id when it is a decent one, else ours", async () => {
    expect((await api.call("GET", "/health/live", undefined, { "x-request-id": "trace-1" })).headers["x-request-id"]).toBe("trace-1");
    expect((await api.call("GET", "/nowhere", undefined, { "x-request-id": "a\tb{}" })).headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
  });
});

describe("health", () => {
  it("is live before it is ready, and says what is missing", async () => {
    const young = await testApi({ started: false });
    expect((await young.call("GET", "/health/live")).status).toBe(200);
    const answer = await young.call("GET", "/health/ready");
    expect(answer).toMatchObject({ status: 503, body: { code: "not_ready" } });
    expect(await young.call("POST", "/v1/events", event)).toMatchObject({ status: 503, body: { code: "not_ready" } });
    expect(answer.at("detail")).toContain("control plane, log, catalogue, item vectors");
    await young.collaborators.start();
    expect(await young.call("GET", "/health/ready")).toMatchObject({ status: 200, body: { status: "ok" } });
    await young.close();
  });
});
