import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("POST /v1/consent", () => {
  it("200: takes effect at once, keeps what it does not name, and goes into the person's lane", async () => {
    const first = await api.call("POST", "/v1/consent", {
      userId: "ada",
      purposes: { personalization: false },
      source: "settings",
      policyVersion: 3,
    });
    expect(first).toMatchObject({
      status: 200,
      body: {
        userId: "ada",
        policyVersion: 3,
        consent: { purposes: { personalization: false, analytics: true, model_training: true, sale_or_sharing: false } },
      },
    });
    expect(Date.parse(String(first.at("changedAt")))).toBeGreaterThan(0);
    const second = await api.call("POST", "/v1/consent", { userId: "ada", purposes: { analytics: false }, source: "settings" });
    expect(second.at("consent.purposes")).toMatchObject({ personalization: false, analytics: false });
    const list = await api.call("POST", "/v1/recommendations", { userId: "ada", placement: "home" });
    expect(list.body).toMatchObject({ personalized: false, fallback: "no_permission" });
    const records = (await api.lane()).filter((record) => record.kind === "consent");
    expect(records).toMatchObject([
      { source: "settings", policyVersion: 3, purposes: { personalization: false } },
      { purposes: { analytics: false } },
    ]);
  });

  it("200: Sec-GPC overrules a grant of sale or sharing", async () => {
    const answer = await api.call(
      "POST",
      "/v1/consent",
      { userId: "gpc", purposes: { sale_or_sharing: true }, source: "page" },
      { "sec-gpc": "1" },
    );
    expect(answer.at("consent.purposes.sale_or_sharing")).toBe(false);
  });

  it.each([
    [{ purposes: { personalization: true }, source: "s" }, "userId", "is required"],
    [{ userId: "a", anonymousId: "b", purposes: { personalization: true }, source: "s" }, "anonymousId", "only one"],
    [{ userId: "a", purposes: { personalisation: true }, source: "s" }, "purposes.personalisation", "did you mean personalization?"],
    [{ userId: "a", purposes: { analytics: "no" }, source: "s" }, "purposes.analytics", "must be a boolean"],
    [{ userId: "a", purposes: {}, source: "s" }, "purposes", "at least one"],
    [{ userId: "a", purposes: { analytics: true } }, "source", "is required"],
  ])("400: names what is wrong with %j", async (body, path, message) => {
    const answer = await api.call("POST", "/v1/consent", body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(answer.at("errors.0.message")).toContain(message);
  });
});

describe("POST /v1/consent/status", () => {
  it("200: says the policy's default for whoever decided nothing, attributes or not", async () => {
    await api.call("POST", "/v1/users", { users: [{ userId: "undecided", attributes: { country: "DE" } }] });
    for (const userId of ["undecided", "unheard of"]) {
      expect((await api.call("POST", "/v1/consent/status", { userId })).body).toEqual({
        userId,
        consent: { purposes: { personalization: true, analytics: true, model_training: true, sale_or_sharing: false } },
        policyVersion: 1,
        changedAt: null,
      });
    }
  });
});

describe("POST /v1/users", () => {
  it("202: keeps the segments beside the consent, and the attributes for the profile", async () => {
    await api.call("POST", "/v1/consent", { userId: "bob", purposes: { analytics: false }, source: "s" });
    const answer = await api.call("POST", "/v1/users", {
      users: [{ userId: "bob", attributes: { birthYear: 2000, country: "gb", plan: "gold" } }],
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "bob");
    expect((await api.ports.standings.read("acme", [subject]))[0]).toMatchObject({
      purposes: { analytics: false },
      demographics: { country: "GB" },
    });
    const [record] = (await api.lane()).filter((one) => one.kind === "profile" && one.subject === subject);
    expect(record).toMatchObject({
      sealed: JSON.stringify({ birthYear: 2000, country: "gb", plan: "gold" }),
      demographics: { country: "GB" },
    });
  });

  it.each([
    [{ users: [{ userId: "a", attributes: { age: "old" } }] }, "users[0].attributes.age"],
    [{ users: [{ userId: "a", attributes: { country: "England" } }] }, "users[0].attributes.country"],
    [{ users: [{ userId: "a", attributes: { nested: { a: 1 } } }] }, "users[0].attributes.nested"],
    [{ users: [{ attributes: {} }] }, "users[0].userId"],
    [{ users: [] }, "users"],
  ])("400: %j at %s", async (body, path) =>
    expect(await api.call("POST", "/v1/users", body)).toMatchObject({ status: 400, body: { errors: [{ path }] } }),
  );
});

describe("POST /v1/users/profile", () => {
  it("503: says when to ask again while state cannot be read", async () => {
    const away = await testApi({ ports: { readProfile: () => Promise.reject(new Error("away")) } });
    const answer = await away.call("POST", "/v1/users/profile", { userId: "ada" });
    expect(answer).toMatchObject({ status: 503, body: { code: "state_unavailable" } });
    expect(answer.headers["retry-after"]).toBe("1");
    await away.close();
  });

  it("200: is empty for an unknown person", async () => {
    expect(await api.call("POST", "/v1/users/profile", { userId: "unknown" })).toMatchObject({
      status: 200,
      body: { userId: "unknown", attributes: {}, eventCounts: {}, recentItems: [], lastSeenAt: null, consent: { personalization: true } },
    });
  });
});

describe("POST /v1/users/merge", () => {
  it("202: goes into the anonymous person's lane", async () => {
    expect((await api.call("POST", "/v1/users/merge", { anonymousId: "device", userId: "ada" })).status).toBe(202);
    const [record] = (await api.lane()).filter((one) => one.kind === "merge");
    expect(record).toMatchObject({
      subject: api.collaborators.subjectOf(api.tenant, "anonymous", "device").subject,
      into: api.collaborators.subjectOf(api.tenant, "user", "ada").subject,
    });
  });

  it("400: needs both", async () =>
    expect(await api.call("POST", "/v1/users/merge", { userId: "ada" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "anonymousId" }] },
    }));
});
