import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { appendDecisions, auditConsentEntry, countDeciders, type LedgerEntry, listDecisions } from "./consent-ledger.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "system:test" };

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

const entry = (laneOffset: number, person: string, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  tenantId: tenant.id,
  person,
  purposes: { personalization: false },
  source: "banner",
  policyVersion: 1,
  decidedAtMs: 1_000 + laneOffset,
  lanePartition: 0,
  laneOffset,
  ...changes,
});

describe("the consent ledger", () => {
  it("records each decision once, however often it is brought", async () => {
    const entries = [entry(1, "ann"), entry(2, "bob"), entry(3, "ann", { purposes: { personalization: true }, policyVersion: undefined })];
    expect(await appendDecisions(db.worker, entries.slice(0, 2))).toBe(2);
    expect(await appendDecisions(db.worker, entries)).toBe(1);
    expect(await appendDecisions(db.worker, [])).toBe(0);
    const decisions = await listDecisions(db.app, tenant.id, "ann");
    expect(decisions).toMatchObject([
      { purposes: { personalization: false }, source: "banner", policyVersion: 1, decidedAtMs: 1_001 },
      { purposes: { personalization: true }, policyVersion: undefined, decidedAtMs: 1_003 },
    ]);
    expect(decisions[0]?.recordedAtMs).toBeGreaterThan(1_001);
  });

  it("counts people by their newest decision about each purpose", async () => {
    await appendDecisions(db.worker, [
      entry(10, "cy", { purposes: { personalization: false, analytics: true } }),
      entry(11, "cy", { purposes: { analytics: false } }),
      entry(12, "eve", { tenantId: other.id }),
    ]);
    expect(await countDeciders(db.app, tenant.id)).toEqual({
      personalization: { granted: 1, refused: 2 },
      analytics: { granted: 0, refused: 1 },
      model_training: { granted: 0, refused: 0 },
      sale_or_sharing: { granted: 0, refused: 0 },
    });
  });

  it("has the console's entries in the audit log, by tag", async () => {
    const by = { actor: "user:u1", reason: "they wrote to us", requestId: "r1" };
    await auditConsentEntry(db.app, tenant.id, { person: "ann", purposes: { analytics: false } }, by);
    const after = { person: "ann", purposes: { analytics: false } };
    expect((await listAudit(db.app, tenant.id, { limit: 1 }))[0]).toMatchObject({ action: "consent.entered", ...by, before: null, after });
  });

  it("shows a tenant its own people, and takes no change from the console", async () => {
    expect(await listDecisions(db.app, other.id, "ann")).toEqual([]);
    expect(await listDecisions(db.app, other.id, "eve")).toHaveLength(1);
    const rewrite = "UPDATE consent_ledger SET source = 'other'";
    await expect(db.sql(rewrite, [], db.settings.app)).rejects.toThrow(/permission denied/);
    await expect(db.sql(rewrite, [], db.settings.worker)).rejects.toThrow(/permission denied/);
  });
});
