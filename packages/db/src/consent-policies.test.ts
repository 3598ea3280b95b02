import { consentPolicy, DEFAULT_CONSENT_POLICY } from "@attune/core/consent/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { listConsentPolicies, publishConsentPolicy } from "./consent-policies.ts";
import { controlSource } from "./control-source.ts";
import { createTenant, getTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", reason: "the new statement", requestId: "r1" };
const OPT_IN = {
  purposes: { ...DEFAULT_CONSENT_POLICY.purposes, personalization: { legalBasis: "consent", mode: "opt_in" } },
  statement: "We ask first.",
} as const;

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

const inForce = async () => {
  const snapshot = await controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined }).load(undefined);
  return snapshot?.tenants.get(tenant.id)?.consentPolicy;
};

describe("publishing a consent policy", () => {
  it("adds a version, puts it into force at the data plane and writes the audit log, for this tenant alone", async () => {
    const published = await publishConsentPolicy(db.app, tenant.id, { ...OPT_IN, basedOnVersion: 1 }, BY);
    expect(published).toMatchObject({ version: 2, statement: "We ask first.", createdBy: "user:u1", defaults: { personalization: false } });
    expect(await listConsentPolicies(db.app, tenant.id)).toMatchObject([
      { version: 1, defaults: DEFAULT_CONSENT_POLICY.defaults },
      published,
    ]);
    expect(await inForce()).toEqual(consentPolicy(2, OPT_IN.purposes));
    expect((await listAudit(db.app, tenant.id, { limit: 1 }))[0]).toMatchObject({
      action: "consent_policy.published",
      actor: "user:u1",
      reason: "the new statement",
      requestId: "r1",
      before: { version: 1, purposes: { personalization: { mode: "opt_out" } } },
      after: { version: 2, purposes: { personalization: { mode: "opt_in" } }, statement: "We ask first." },
    });
    expect(await listConsentPolicies(db.app, other.id)).toHaveLength(1);
  });

  it("refuses whoever looked at an older version, and of two at once lets one through", async () => {
    await expect(publishConsentPolicy(db.app, tenant.id, { ...OPT_IN, basedOnVersion: 1 }, BY)).rejects.toMatchObject({ code: "conflict" });
    const both = await Promise.allSettled(
      ["a", "b"].map((statement) => publishConsentPolicy(db.app, tenant.id, { ...OPT_IN, statement, basedOnVersion: 2 }, BY)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const policies = await listConsentPolicies(db.app, tenant.id);
    expect(policies.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect((await getTenant(db.app, tenant.id))?.consentPolicyVersion).toBe(3);
    const times = policies.map(({ inForceFromMs }) => inForceFromMs);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
  });

  it("refuses rules that cannot hold, by path, and leaves nothing behind", async () => {
    const purposes = { ...OPT_IN.purposes, analytics: { legalBasis: "consent", mode: "opt_out" } } as const;
    await expect(publishConsentPolicy(db.app, tenant.id, { ...OPT_IN, purposes, basedOnVersion: 3 }, BY)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "purposes.analytics.mode" }],
    });
    expect(await listConsentPolicies(db.app, tenant.id)).toHaveLength(3);
  });
});
