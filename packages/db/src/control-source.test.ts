import { DEFAULT_CONSENT_POLICY } from "@attune/core/consent/schema";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { ControlSnapshot, ControlSource } from "@attune/core/ports/control";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, hashApiKey, revokeApiKey, touchApiKey } from "./api-keys.ts";
import { controlSource } from "./control-source.ts";
import { DEFAULT_LIMITS, DEFAULT_MODEL } from "./default-tenant.ts";
import { saveEventType } from "./event-types.ts";
import { inTenant } from "./in-tenant.ts";
import { createModelVersion, listModelVersions } from "./model-versions.ts";
import { replacePersonas } from "./personas.ts";
import { createTenant, type Tenant, updateTenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { createUser } from "./users.ts";

const BY = { actor: "system:test" };
const KEY = { name: "k", kind: "secret", environment: "live" } as const;

let db: TestDatabase;
let tenant: Tenant;
let source: ControlSource;
let problems: string[];

beforeAll(async () => {
  db = await startTestDatabase();
  problems = [];
  source = controlSource({ db: db.control, masterKey: db.masterKey, report: (problem) => problems.push(problem) });
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
}, 60_000);
afterAll(() => db.stop());

async function load(): Promise<ControlSnapshot> {
  const snapshot = await source.load(undefined);
  if (snapshot === undefined) throw new Error("Nothing was loaded though no version was known.");
  return snapshot;
}

describe("the snapshot", () => {
  it("holds everything the data plane needs of a tenant", async () => {
    const { tenants } = await load();
    const found = tenants.get(tenant.id);
    expect(found).toMatchObject({ id: tenant.id, slug: "one", name: "One", limits: DEFAULT_LIMITS, consentPolicy: DEFAULT_CONSENT_POLICY });
    expect(found?.pepper).toHaveLength(32);
    expect(Object.fromEntries(found?.eventTypes ?? [])).toEqual(EVENT_TYPES);
    expect(found?.placements.get("home")).toMatchObject({ key: "home", strategy: "for-you", seenPolicy: "consumed", model: DEFAULT_MODEL });
    expect([...(found?.placements.keys() ?? [])].sort()).toEqual(["cart", "home", "item", "trending"]);
  });

  it("holds API keys by id, revoked ones as revoked", async () => {
    const { key, record } = await createApiKey(
      db.app,
      tenant.id,
      { ...KEY, kind: "publishable", allowedOrigins: ["https://a.example"] },
      BY,
    );
    const expected = {
      id: record.id,
      tenantId: tenant.id,
      kind: "publishable",
      environment: "live",
      hash: hashApiKey(key),
      allowedOrigins: ["https://a.example"],
    };
    expect((await load()).apiKeys.get(record.id)).toEqual({ ...expected, scopes: new Set(record.scopes), revokedAtMs: undefined });
    const { revokedAtMs } = await revokeApiKey(db.app, tenant.id, record.id, BY);
    expect((await load()).apiKeys.get(record.id)?.revokedAtMs).toBe(revokedAtMs);
  });

  it("has a pepper for each tenant that stays the same and is not the stored bytes", async () => {
    const other = await createTenant(db.app, db.masterKey, { slug: "two", name: "Two" }, BY);
    const [first, second] = [await load(), await load()];
    expect(first.tenants.get(tenant.id)?.pepper).toEqual(second.tenants.get(tenant.id)?.pepper);
    expect(first.tenants.get(tenant.id)?.pepper).not.toEqual(first.tenants.get(other.id)?.pepper);
    const [row] = await db.sql<{ sealed_pepper: Buffer }>("SELECT sealed_pepper FROM tenants WHERE id = $1", [tenant.id]);
    expect(row?.sealed_pepper.includes(Buffer.from(first.tenants.get(tenant.id)?.pepper ?? []))).toBe(false);
  });

  it("is of one moment, whatever is changed while it is read", async () => {
    const change = (n: number) =>
      inTenant(db.app, tenant.id, async (tx) => {
        await tx.tenant.update({ where: { id: tenant.id }, data: { eventsPerSecond: n }, select: { id: true } });
        await tx.eventType.update({ where: { tenantId_name: { tenantId: tenant.id, name: "view" } }, data: { weight: n } });
      });
    await change(1);
    let reading = true;
    const writer = (async () => {
      for (let n = 2; reading; n++) await change(n);
      await change(1);
    })();
    const seen: (readonly [number | undefined, number | undefined])[] = [];
    for (let i = 0; i < 50; i++) {
      const found = (await load()).tenants.get(tenant.id);
      seen.push([found?.limits.eventsPerSecond, found?.eventTypes.get("view")?.weight]);
    }
    reading = false;
    await writer;
    expect(new Set(seen.map(([limit]) => limit)).size).toBeGreaterThan(2);
    expect(seen.filter(([limit, weight]) => limit !== weight)).toEqual([]);
  });

  it("is refused under another master key", async () => {
    const wrong = controlSource({ db: db.control, masterKey: new Uint8Array(32).fill(9), report: () => undefined });
    await expect(wrong.load(undefined)).rejects.toThrow(/master key/);
  });

  it("leaves out, and reports, a placement whose model cannot be understood", async () => {
    const [model] = await db.sql<{ id: string }>(
      `INSERT INTO model_versions (tenant_id, id, name, settings, created_by) VALUES ($1, 'mbroken', 'B', '{"ranker":"unheard of"}', 'x') RETURNING id`,
      [tenant.id],
    );
    await db.sql("INSERT INTO placements VALUES ($1, 'broken', 'similar', 'none', $2)", [tenant.id, model?.id]);
    const { tenants } = await load();
    expect(tenants.get(tenant.id)?.placements.has("broken")).toBe(false);
    expect(tenants.get(tenant.id)?.placements.has("home")).toBe(true);
    expect(problems).toEqual([expect.stringContaining(`Placement broken of tenant ${tenant.id} is left out`)]);
    await db.sql("DELETE FROM placements WHERE key = 'broken'");
    await db.sql("DELETE FROM model_versions WHERE id = 'mbroken'");
  });
});

describe("the version", () => {
  const modelVersionId = async () => (await listModelVersions(db.app, tenant.id)).at(-1)?.id ?? "";

  it("lets an unchanged control plane go unread", async () => {
    const { version } = await load();
    expect(await source.load(version)).toBeUndefined();
    expect((await source.load(version - 1))?.version).toBe(version);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a new tenant", () => createTenant(db.app, db.masterKey, { slug: "three", name: "Three" }, BY)],
    ["a changed tenant", () => updateTenant(db.app, tenant.id, { limits: { eventsPerSecond: 7, requestsPerSecond: 7 } }, BY)],
    ["a new API key", () => createApiKey(db.app, tenant.id, KEY, BY)],
    ["a revoked API key", async () => revokeApiKey(db.app, tenant.id, await firstKeyId(), BY)],
    ["an event type", () => saveEventType(db.app, tenant.id, { name: "share", weight: 1, outcome: true, consumes: false }, BY)],
    ["a model version", () => createModelVersion(db.app, tenant.id, DEFAULT_MODEL, BY)],
    ["a placement", async () => addPlacement("extra", await modelVersionId())],
    ["a deleted placement", () => db.sql("DELETE FROM placements WHERE key = 'extra'")],
    ["a change behind our back", () => db.sql("DELETE FROM event_types WHERE name = 'share'")],
  ])("moves with %s", async (_, change) => {
    const before = await load();
    await change();
    expect((await source.load(before.version))?.version).toBeGreaterThan(before.version);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a use of an API key", async () => touchApiKey(db.app, tenant.id, await firstKeyId(), new Date(1_000))],
    ["people", () => createUser(db.identity, { email: "a@example.com", name: "A", password: "a long password" })],
    ["personas", () => replacePersonas(db.app, db.masterKey, tenant.id, [{ label: "A", description: "a", userId: "a" }], BY)],
    [
      "a change that was rolled back",
      () =>
        inTenant(db.app, tenant.id, async (tx) => {
          await tx.placement.deleteMany({ where: { key: "home" } });
          throw new Error("changed my mind");
        }).catch(() => undefined),
    ],
  ])("stays with %s", async (_, change) => {
    const { version } = await load();
    await change();
    expect(await source.load(version)).toBeUndefined();
  });

  it("lets writers that touch the same rows in opposite order queue", async () => {
    const model = await modelVersionId();
    const save = (keys: readonly string[]) =>
      inTenant(db.app, tenant.id, async (tx) => {
        for (const key of keys)
          await tx.placement.update({ where: { tenantId_key: { tenantId: tenant.id, key } }, data: { modelVersionId: model } });
      });
    await expect(
      Promise.all(Array.from({ length: 8 }, (_, i) => save(i % 2 === 0 ? ["home", "item"] : ["item", "home"]))),
    ).resolves.toHaveLength(8);
  });

  function addPlacement(key: string, modelId: string): Promise<unknown> {
    return db.sql("INSERT INTO placements VALUES ($1, $2, 'similar', 'none', $3)", [tenant.id, key, modelId]);
  }

  async function firstKeyId(): Promise<string> {
    const [row] = await db.sql<{ id: string }>("SELECT id FROM api_keys WHERE revoked_at IS NULL ORDER BY created_at LIMIT 1");
    return row?.id ?? "";
  }
});
