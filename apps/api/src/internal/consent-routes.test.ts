import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, INTERNAL_SECRET, type TestApi, testApi, testTenant } from "../testing/test-api.fixture.ts";

let api: TestApi;
let subject: string;
beforeAll(async () => {
  api = await testApi();
  subject = api.collaborators.subjectOf(api.tenant, "user", "ada").subject;
});
afterAll(() => api.close());

function bearer(role: string, tenant = "acme"): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "u1", tenant, role, exp: Date.now() / 1000 + 60 })}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (path: string, body: unknown, role = "compliance_officer", tenant?: string) =>
  callApi(api.internal, "POST", `/internal/v1/${path}`, body, { authorization: bearer(role, tenant) });

describe("POST consent", () => {
  it("withdraws for a person by alias, and the next recommendation is not personalised", async () => {
    const before = await call("consent/status", { subject });
    expect(before).toMatchObject({ status: 200, body: { permissions: { personalization: true }, policyVersion: 1, changedAtMs: null } });
    const entered = await call("consent", { subject, purposes: { personalization: false } });
    expect(entered).toMatchObject({ status: 200, body: { subject, permissions: { personalization: false, analytics: true } } });
    expect(entered.at("changedAtMs")).toBeGreaterThan(0);
    expect(entered.at("person")).toBe(api.collaborators.tagOf(api.tenant, subject));
    expect(entered.at("person")).not.toBe(subject);
    const list = await api.call("POST", "/v1/recommendations", { userId: "ada", placement: "home" });
    expect(list.body).toMatchObject({ personalized: false, fallback: "no_permission" });
    expect((await api.lane()).filter(({ kind }) => kind === "consent")).toMatchObject([
      { subject, source: "console", policyVersion: 1, purposes: { personalization: false } },
    ]);
    expect((await call("consent", { subject, purposes: { personalization: true } })).at("permissions.personalization")).toBe(true);
  });

  it("is for owners and compliance officers; looking is for admins too", async () => {
    for (const role of ["admin", "product_manager", "developer", "viewer", "operator"])
      expect((await call("consent", { subject, purposes: { analytics: false } }, role)).status).toBe(403);
    expect((await call("consent/status", { subject }, "admin")).status).toBe(200);
    for (const role of ["product_manager", "developer", "viewer", "operator"])
      expect((await call("consent/status", { subject }, role)).status).toBe(403);
  });

  it("reaches nobody of another tenant", async () => {
    const other = testTenant("other");
    api.control = { ...api.control, version: 2, tenants: new Map([...api.control.tenants, ["other", other]]) };
    await api.collaborators.control.refresh();
    expect((await call("consent", { subject, purposes: { personalization: false } }, "owner", "other")).status).toBe(200);
    expect((await call("consent/status", { subject })).at("permissions.personalization")).toBe(true);
  });

  it.each([
    [{ subject: "short", purposes: { analytics: false } }, "subject"],
    [{ subject: "x".repeat(22), purposes: {} }, "purposes"],
    [{ subject: "x".repeat(22), purposes: { analytics: "no" } }, "purposes.analytics"],
  ])("400: names what is wrong with %j", async (body, path) =>
    expect(await call("consent", body)).toMatchObject({ status: 400, body: { errors: [{ path }] } }),
  );
});
