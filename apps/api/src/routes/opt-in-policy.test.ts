import { consentPolicy, DEFAULT_CONSENT_POLICY } from "@attune/core/consent/schema";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi({ settings: { controlPollMs: 50 } });
});
afterAll(() => api.close());

const optIn = { legalBasis: "consent", mode: "opt_in" } as const;
let sent = 0;
const event = (userId: string) => ({ eventId: `e${++sent}`, type: "view", userId, itemId: "i1" });
const recommend = async (userId: string) => (await api.call("POST", "/v1/recommendations", { userId, placement: "home" })).body;
const publish = (purposes: Partial<typeof DEFAULT_CONSENT_POLICY.purposes>) => {
  const version = api.control.version + 1;
  const consented = { ...api.tenant, consentPolicy: consentPolicy(version, { ...DEFAULT_CONSENT_POLICY.purposes, ...purposes }) };
  api.control = { ...api.control, version, tenants: new Map([[api.tenant.id, consented]]) };
};
const usage = async (measure: string) => {
  await api.collaborators.usage.flush();
  return api.usage.get(`acme ${measure}`) ?? 0;
};

it("an opt-in policy withholds from everybody who did not decide, and says and counts it", async () => {
  await api.call("POST", "/v1/consent", { userId: "granted", purposes: { personalization: true }, source: "banner" });
  expect(await recommend("stranger")).toMatchObject({ fallback: "cold_start" });
  expect(await usage("withheld_recommendations")).toBe(0);

  publish({ personalization: optIn });
  await vi.waitFor(
    async () => expect(await recommend("stranger")).toMatchObject({ personalized: false, fallback: "no_permission" }),
    2_000,
  );
  expect(await recommend("granted")).toMatchObject({ fallback: "cold_start" });
  // Analytics is still permitted, so the event has a use.
  expect((await api.call("POST", "/v1/events", event("stranger"))).body).toMatchObject({ accepted: 1, results: [] });
  expect(await usage("withheld_events")).toBe(0);

  publish({ personalization: optIn, analytics: optIn });
  await api.collaborators.control.refresh();
  const answer = await api.call("POST", "/v1/events", { events: [event("stranger"), event("granted"), event("other")] });
  expect(answer.body).toMatchObject({ accepted: 1, results: [{ index: 0, status: "suppressed", code: "no_permission" }, { index: 2 }] });
  expect(await usage("withheld_events")).toBe(2);
  expect(await usage("withheld_recommendations")).toBeGreaterThanOrEqual(1);
  expect(await usage("recommendations")).toBeGreaterThan(await usage("withheld_recommendations"));
});

it("Sec-GPC on events is a decision that the person's lane carries, for whoever had opted in", async () => {
  publish({});
  await api.collaborators.control.refresh();
  const send = (userId: string) => api.call("POST", "/v1/events", event(userId), { "sec-gpc": "1" });
  await api.call("POST", "/v1/consent", { userId: "seller", purposes: { sale_or_sharing: true }, source: "banner" });
  await send("seller");
  await send("nobody in particular");
  const { subject } = api.collaborators.subjectOf(api.tenant, "user", "seller");
  expect((await api.lane()).filter((record) => record.kind === "consent" && record.source === "Sec-GPC")).toMatchObject([
    { subject, purposes: { sale_or_sharing: false } },
  ]);
  const status = await api.call("POST", "/v1/consent/status", { userId: "seller" });
  expect(status.at("consent.purposes.sale_or_sharing")).toBe(false);
});
