import { parseApiKey } from "@attune/core/identity/api-key";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, hashApiKey, listApiKeys, revokeApiKey, rotateApiKey, touchApiKey } from "./api-keys.ts";
import { listAudit } from "./audit-log.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", requestId: "r1" };
const NEW = { name: "Server", kind: "secret", environment: "live" } as const;

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

describe("an API key", () => {
  it("is seen once, well formed, and stored as a hash only", async () => {
    const { key, record } = await createApiKey(db.app, tenant.id, NEW, BY);
    expect(parseApiKey(key)).toMatchObject({ kind: "secret", environment: "live", id: record.id });
    expect(key.startsWith(`${record.prefix}_`)).toBe(true);
    const [row] = await db.sql<{ hash: Buffer; whole: string }>(
      "SELECT hash, row_to_json(api_keys)::text AS whole FROM api_keys WHERE id = $1",
      [record.id],
    );
    expect(new Uint8Array(row?.hash ?? [])).toEqual(hashApiKey(key));
    expect(row?.whole).not.toContain(parseApiKey(key)?.secret);
    const audit = JSON.stringify(await listAudit(db.app, tenant.id, { limit: 100 }));
    expect(audit).toContain(record.id);
    expect(audit).not.toContain(parseApiKey(key)?.secret);
  });

  it("has all scopes of its kind unless fewer are asked for, and never more", async () => {
    const publishable = { ...NEW, kind: "publishable" } as const;
    const whole = await createApiKey(db.app, tenant.id, publishable, BY);
    expect(whole.record.scopes).toEqual(["events:write", "recommendations:read", "consent:withdraw"]);
    const some = await createApiKey(
      db.app,
      tenant.id,
      { ...publishable, scopes: ["events:write"], allowedOrigins: ["https://shop.example"] },
      BY,
    );
    expect(some.record).toMatchObject({ scopes: ["events:write"], allowedOrigins: ["https://shop.example"] });
    await expect(createApiKey(db.app, tenant.id, { ...publishable, scopes: ["items:write"] }, BY)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("is revoked once, by its own tenant only, and the audit log says by whom", async () => {
    const { record } = await createApiKey(db.app, tenant.id, NEW, BY);
    await expect(revokeApiKey(db.app, other.id, record.id, BY)).rejects.toMatchObject({ code: "not_found" });
    const revoked = await revokeApiKey(db.app, tenant.id, record.id, { ...BY, reason: "leaked" });
    expect(revoked.revokedAtMs).toBeGreaterThanOrEqual(record.createdAtMs);
    expect(await revokeApiKey(db.app, tenant.id, record.id, BY)).toEqual(revoked);
    const entries = (await listAudit(db.app, tenant.id, { limit: 10 })).filter(({ action }) => action === "api_key.revoked");
    expect(entries).toMatchObject([
      { actor: "user:u1", requestId: "r1", reason: "leaked", before: { id: record.id }, after: { revokedAtMs: revoked.revokedAtMs } },
    ]);
  });

  it("is replaced by one with its settings, and ends when it was told to", async () => {
    const settings = {
      ...NEW,
      name: "Till",
      kind: "publishable",
      scopes: ["events:write"],
      allowedOrigins: ["https://a.example"],
    } as const;
    const old = await createApiKey(db.app, tenant.id, settings, BY);
    await expect(rotateApiKey(db.app, other.id, old.record.id, 0, BY)).rejects.toMatchObject({ code: "not_found" });
    const before = Date.now();
    const { key, record, replaced } = await rotateApiKey(db.app, tenant.id, old.record.id, 900_000, { ...BY, reason: "yearly" });
    expect(key).not.toBe(old.key);
    expect(record).toEqual({
      ...old.record,
      id: record.id,
      prefix: expect.stringContaining(record.id) as string,
      createdAtMs: record.createdAtMs,
    });
    expect((replaced.revokedAtMs ?? 0) - before).toBeGreaterThanOrEqual(900_000);
    expect((replaced.revokedAtMs ?? 0) - before).toBeLessThan(960_000);
    const [entry] = await listAudit(db.app, tenant.id, { limit: 1 });
    expect(entry).toMatchObject({ action: "api_key.rotated", reason: "yearly", before: { id: old.record.id } });
    expect(entry?.after).toMatchObject({ id: old.record.id, revokedAtMs: replaced.revokedAtMs, replacedBy: { id: record.id } });
  });

  it("is replaced once, whoever asks at the same moment, and can be revoked before its end", async () => {
    const { record } = await createApiKey(db.app, tenant.id, NEW, BY);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => rotateApiKey(db.app, tenant.id, record.id, 900_000, BY)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    const revoked = await revokeApiKey(db.app, tenant.id, record.id, BY);
    expect(revoked.revokedAtMs).toBeLessThanOrEqual(Date.now());
    await expect(rotateApiKey(db.app, tenant.id, record.id, 0, BY)).rejects.toMatchObject({ code: "conflict" });
  });

  it("notes its newest use", async () => {
    const { record } = await createApiKey(db.app, tenant.id, NEW, BY);
    const lastUse = async () => (await listApiKeys(db.app, tenant.id)).find(({ id }) => id === record.id)?.lastUsedAtMs;
    expect(await lastUse()).toBeUndefined();
    await touchApiKey(db.app, tenant.id, record.id, new Date(2_000));
    await touchApiKey(db.app, tenant.id, record.id, new Date(1_000));
    expect(await lastUse()).toBe(2_000);
  });

  it("is listed for its tenant, newest first", async () => {
    const { record } = await createApiKey(db.app, tenant.id, NEW, BY);
    expect((await listApiKeys(db.app, tenant.id))[0]?.id).toBe(record.id);
    expect(await listApiKeys(db.app, other.id)).toEqual([]);
  });
});
