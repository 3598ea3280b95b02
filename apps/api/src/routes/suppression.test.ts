import { createHmac } from "node:crypto";
import { suppressedStanding } from "@attune/core/consent/with-suppression";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { INTERNAL_SECRET, type TestApi, testApi } from "../testing/test-api.fixture.ts";

const ERASED = "user-erased";
const STRANGER = "user-never-seen";
const REQUEST = "dsr_test";

/** What of an answer is new each time, or names whoever asked. */
function withoutNames(text: string): string {
  return text.replaceAll(/"(recommendationId|latencyMs|changedAt|userId|requestId)":("[^"]*"|[\d.]+)/g, '"$1":0');
}

function tokenFor(role: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256" })}.${encode({ sub: "somebody", tenant: "acme", role, exp: Date.now() / 1000 + 60 })}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}

describe("an erased person", () => {
  let api: TestApi;
  let subject: string;

  beforeEach(async () => {
    api = await testApi();
    await api.call("POST", "/v1/items", { items: [1, 2, 3].map((n) => ({ itemId: `track-${n}`, title: `Track ${n}` })) });
    await api.call("POST", "/v1/users", { users: [{ userId: ERASED, attributes: { country: "GB", age: 31 } }] });
    await api.call("POST", "/v1/events", { eventId: "before", type: "view", userId: ERASED, itemId: "track-1" });
    subject = api.collaborators.subjectOf(api.tenant, "user", ERASED).subject;
    await api.ports.standings.write("acme", api.ports.tagOf(api.tenant, subject), suppressedStanding(REQUEST, 1));
  });
  afterEach(() => api.close());

  it("has their events turned away, said and counted as such, and stored nowhere; others of the batch are kept", async () => {
    const before = (await api.lane()).length;
    const event = (eventId: string, userId: string) => ({ eventId, type: "view", userId, itemId: "track-2" });
    const answer = await api.call("POST", "/v1/events", { events: [event("a", ERASED), event("b", STRANGER), event("c", ERASED)] });
    expect([answer.status, answer.body]).toMatchObject([202, { accepted: 1 }]);
    expect((answer.body as { results: unknown[] }).results).toMatchObject([
      { index: 0, status: "suppressed", code: "suppressed" },
      { index: 2, status: "suppressed", code: "suppressed" },
    ]);
    expect((await api.lane()).length).toBe(before + 1);
    await api.collaborators.usage.stop();
    expect([
      api.usage.get("acme suppressed_events"),
      api.usage.get(`acme suppressed:${REQUEST}`),
      api.usage.get("acme withheld_events"),
    ]).toEqual([2, 2, undefined]);
  });

  it("leaves no dead letter either", async () => {
    await api.call("POST", "/v1/events", { eventId: "x", type: "vew", userId: ERASED, itemId: "track-2" });
    expect((await api.ports.log.bounds("dead-letters"))[0]?.end).toBe(0);
  });

  it("is recommended what a stranger is, field by field, and leaves no impression and no recent request", async () => {
    const ask = (userId: string) => api.call("POST", "/v1/recommendations", { userId, placement: "home", includeItems: true });
    const [erased, stranger] = [await ask(ERASED), await ask(STRANGER)];
    expect(withoutNames(erased.text)).toBe(withoutNames(stranger.text));
    expect(erased.body).toMatchObject({ fallback: "cold_start", personalized: false });
    await api.collaborators.impressions.drain();
    const impressions = (await api.lane()).filter((record) => record.kind === "impression");
    expect(impressions.map((record) => record.subject)).toEqual([api.collaborators.subjectOf(api.tenant, "user", STRANGER).subject]);
    expect(api.collaborators.recent.of("acme").map((request) => request.subject)).not.toContain(subject);
  });

  it("has the profile and the consent of a stranger, and what is said about them is stored nowhere", async () => {
    const before = JSON.stringify([await api.lane(), await api.ports.standings.read("acme", [subject])]);
    for (const [path, body] of [
      ["/v1/users/profile", {}],
      ["/v1/consent/status", {}],
      ["/v1/consent", { purposes: { personalization: false }, source: "page" }],
    ] as const) {
      const [erased, stranger] = [
        await api.call("POST", path, { userId: ERASED, ...body }),
        await api.call("POST", path, { userId: STRANGER, ...body }),
      ];
      expect([erased.status, withoutNames(erased.text)], path).toEqual([stranger.status, withoutNames(stranger.text)]);
    }
    await api.call("POST", "/v1/users", { users: [{ userId: ERASED, attributes: { country: "FR" } }] });
    await api.call("POST", "/v1/users/merge", { anonymousId: "device-1", userId: ERASED });
    const lane = (await api.lane()).filter((record) => record.kind !== "tick" && (record.subject === subject || record.kind === "merge"));
    expect(lane.length).toBe(2);
    expect(JSON.parse(before)[1]).toMatchObject([{ suppressed: true, suppressedBy: REQUEST }]);
    expect(await api.ports.standings.read("acme", [subject])).toEqual(
      JSON.parse(before)[1].map((one: object) => expect.objectContaining(one)),
    );
  });

  it("is forgotten by the process when the worker asks, and by nobody else", async () => {
    await api.call("POST", "/v1/events", { eventId: "remember-me", type: "view", userId: STRANGER, itemId: "track-1" });
    const { subject: other } = api.collaborators.subjectOf(api.tenant, "user", STRANGER);
    const forget = (role: string) =>
      api.internal.inject({
        method: "POST",
        url: "/internal/v1/privacy/forget",
        headers: { authorization: tokenFor(role) },
        payload: { subjects: [other] },
      });
    expect((await forget("owner")).statusCode).toBe(403);
    const { forgotten } = (await forget("worker")).json();
    expect(forgotten).toMatchObject({ "memory:aliases": 2, "memory:remembered-events": 1 });
    expect((await forget("worker")).json().forgotten["memory:remembered-events"]).toBe(0);
  });

  it("is counted before anything is asked for, for those who may decide", async () => {
    const look = (role: string, userId: string) =>
      api.internal.inject({
        method: "POST",
        url: "/internal/v1/privacy/preview",
        headers: { authorization: tokenFor(role) },
        payload: { userId },
      });
    expect((await look("developer", ERASED)).statusCode).toBe(403);
    const known = (await look("compliance_officer", ERASED)).json();
    expect(known).toMatchObject({ suppressed: true, person: api.ports.tagOf(api.tenant, subject), traces: { "topic:events": 2 } });
    expect((await look("owner", STRANGER)).json()).toMatchObject({ suppressed: false, traces: { "topic:events": 0, standings: 0 } });
  });
});

describe("POST /v1/privacy/requests", () => {
  it("takes an erasure, names its due date, and tells how far it is; to the tenant's own key alone", async () => {
    const api = await testApi();
    api.setNow(Date.parse("2026-01-31T12:00:00Z"));
    const body = { userId: ERASED, type: "erasure", regulation: "gdpr" };
    const taken = await api.call("POST", "/v1/privacy/requests", body);
    expect([taken.status, taken.body]).toMatchObject([202, { status: "verified", dueAt: "2026-02-28T23:59:59.999Z" }]);
    const { requestId } = taken.body as { requestId: string };
    expect((await api.call("GET", `/v1/privacy/requests/${requestId}`)).body).toMatchObject({
      requestId,
      type: "erasure",
      finishedAt: null,
    });
    expect((await api.call("GET", "/v1/privacy/requests/dsr_other")).status).toBe(404);
    expect((await api.call("POST", "/v1/privacy/requests", { ...body, type: "access" })).status).toBe(400);
    const publishable = { authorization: `Bearer ${api.keys.publishable}`, origin: "https://shop.example" };
    expect((await api.call("POST", "/v1/privacy/requests", body, publishable)).status).toBe(403);
    await api.close();
  });
});
