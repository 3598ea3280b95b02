import { describe, expect, test } from "vitest";
import { AttuneError, attuneClient, type Recommendations } from "./attune-client.ts";
import { accepted, eventsOf, type RecordedRequest, recordingServer, type ScriptedAnswer } from "./recording-server.fixture.ts";

const SECRET = "atn_sk_test_k1_secret";
const PUBLISHABLE = "atn_pk_test_k2_secret";

const list: Recommendations = {
  recommendationId: "rec-1",
  placement: "home",
  items: [{ itemId: "song-1", position: 0, score: 0.9, reasons: [{ code: "viewed_together", itemId: "song-0", weight: 1 }] }],
  personalized: true,
  fallback: null,
  degraded: false,
  degradedReasons: [],
  model: { id: "m1", name: "Hybrid" },
  experiments: [],
  latencyMs: 2,
};
const answers = (request: RecordedRequest): ScriptedAnswer =>
  request.path === "/v1/events"
    ? accepted(request)
    : { status: 200, body: request.path === "/v1/recommendations" || request.path === "/v1/rank" ? list : {} };

describe("recommend and rank", () => {
  test("ask for the client's person, and answer what the API said", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: `${server.url}/`, key: PUBLISHABLE, userId: "ada" });
    expect(await attune.recommend({ placement: "home", count: 5, filter: { field: "price", lt: 10 } })).toEqual(list);
    expect(await attune.rank({ itemIds: ["a", "b"] })).toEqual(list);
    expect(server.requests.map(({ path, body }) => ({ path, body }))).toEqual([
      { path: "/v1/recommendations", body: { userId: "ada", placement: "home", count: 5, filter: { field: "price", lt: 10 } } },
      { path: "/v1/rank", body: { userId: "ada", itemIds: ["a", "b"] } },
    ]);
  });

  test("ask for the person that the request names", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: server.url, key: SECRET });
    await attune.recommend({ placement: "home", userId: "bob" });
    attune.track("view", { userId: "bob", itemId: "a" });
    await attune.flush();
    expect(server.requests[0]?.body).toEqual({ placement: "home", userId: "bob" });
    expect(eventsOf(server.requests[1])[0]).toMatchObject({ userId: "bob" });
    expect(eventsOf(server.requests[1])[0]).not.toHaveProperty("anonymousId");
  });

  test("send waiting events on their way first", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, userId: "ada", flushIntervalMs: 3_600_000 });
    attune.track("view", { itemId: "a" });
    await attune.recommend({ placement: "home" });
    await server.received(2);
    expect(server.requests.map((request) => request.path).toSorted()).toEqual(["/v1/events", "/v1/recommendations"]);
  });

  test("a refusal is an AttuneError with the problem's parts", async () => {
    const problem = {
      title: "There is no such placement.",
      detail: "Did you mean home?",
      code: "unknown_placement",
      requestId: "r9",
      errors: [{ path: "placement", message: "unknown" }],
    };
    await using server = await recordingServer(() => ({ status: 400, body: problem }));
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, userId: "ada" });
    const error = await attune.recommend({ placement: "hmoe" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AttuneError);
    expect(error).toMatchObject({
      message: "Did you mean home?",
      status: 400,
      code: "unknown_placement",
      requestId: "r9",
      errors: problem.errors,
      retryable: false,
    });
    expect(server.requests.length).toBe(1);
  });

  test("an answer that does not come is a timeout", async () => {
    await using server = await recordingServer(() => ({ status: 200, after: new Promise(() => undefined) }));
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, userId: "ada", timeoutMs: 50 });
    await expect(attune.recommend({ placement: "home" })).rejects.toMatchObject({ code: "timeout", status: 0, retryable: true });
  });
});

describe("consent", () => {
  test("a decision is repeated under one idempotency key until it is taken", async () => {
    await using server = await recordingServer((_, index) =>
      index === 0 ? { status: 503, body: {} } : { status: 200, body: { userId: "ada" } },
    );
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, userId: "ada" });
    await attune.setConsent({ analytics: true }, { source: "banner", policyVersion: 3 });
    const [first, second] = server.requests;
    expect(second?.path).toBe("/v1/consent");
    expect(second?.body).toEqual({ userId: "ada", purposes: { analytics: true }, source: "banner", policyVersion: 3 });
    expect(first?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
  });

  test("withdrawing forgets unsent events and tracks nothing until something is permitted again", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: server.url, key: PUBLISHABLE, anonymousId: "anon", flushIntervalMs: 3_600_000 });
    attune.track("view");
    await attune.withdraw();
    attune.track("view");
    expect({ queued: attune.queued, dropped: attune.dropped }).toEqual({ queued: 0, dropped: 2 });
    expect(server.requests.map((request) => request.body)).toEqual([
      {
        anonymousId: "anon",
        purposes: { personalization: false, analytics: false, model_training: false, sale_or_sharing: false },
        source: "sdk",
      },
    ]);
    await attune.setConsent({ personalization: true });
    attune.track("view");
    expect((await attune.flush()).delivered).toBe(1);
  });
});

describe("who it is", () => {
  const merging = (answer: ScriptedAnswer) => (request: RecordedRequest) =>
    request.path === "/v1/users/merge" ? answer : answers(request);

  test("identify brings the anonymous past along, once, and later events name the user", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, anonymousId: "anon" });
    expect(await attune.identify("ada")).toEqual({ merged: true });
    expect(await attune.identify("ada")).toEqual({ merged: false });
    attune.track("view");
    await attune.flush();
    expect(server.requests.map((request) => request.path)).toEqual(["/v1/users/merge", "/v1/events"]);
    expect(server.requests[0]?.body).toEqual({ anonymousId: "anon", userId: "ada" });
    expect(eventsOf(server.requests[1])[0]).toMatchObject({ userId: "ada" });
  });

  test("a publishable key may not merge, so it is not tried", async () => {
    await using server = await recordingServer(answers);
    const attune = attuneClient({ apiUrl: server.url, key: PUBLISHABLE, anonymousId: "anon" });
    expect(await attune.identify("ada")).toEqual({ merged: false });
    expect(attune.person).toEqual({ userId: "ada" });
    expect(server.requests).toEqual([]);
  });

  test("a secret key without that right identifies all the same", async () => {
    await using server = await recordingServer(merging({ status: 403, body: { code: "insufficient_scope" } }));
    const attune = attuneClient({ apiUrl: server.url, key: SECRET, anonymousId: "anon" });
    expect(await attune.identify("ada")).toEqual({ merged: false });
  });

  test("a visitor keeps the anonymous id between visits where there is storage, until signing out", () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const visit = () => attuneClient({ apiUrl: "http://127.0.0.1:1", key: PUBLISHABLE, storage });
    const first = visit();
    expect(visit().person).toEqual(first.person);
    first.reset();
    expect(visit().person).toEqual(first.person);
    expect(attuneClient({ apiUrl: "http://127.0.0.1:1", key: PUBLISHABLE }).person).not.toEqual(first.person);
  });

  test("storage that the browser blocks is done without", () => {
    const blocked = () => {
      throw new Error("SecurityError");
    };
    const attune = attuneClient({
      apiUrl: "http://127.0.0.1:1",
      key: PUBLISHABLE,
      storage: { getItem: blocked, setItem: blocked, removeItem: blocked },
    });
    expect(attune.person).toEqual({ anonymousId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});
