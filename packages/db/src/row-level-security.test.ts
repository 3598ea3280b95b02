import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "./api-keys.ts";
import { connectApp } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";
import { addMember } from "./memberships.ts";
import { replacePersonas } from "./personas.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { plantRows } from "./testing/plant-rows.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { createUser } from "./users.ts";

const BY = { actor: "system:test" };
/** Tables that belong to no tenant and to no person. */
const OF_NOBODY = ["_prisma_migrations", "control_version"];

let db: TestDatabase;
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createTenant(db.app, db.masterKey, { slug: "ours", name: "Ours" }, BY);
  theirs = await createTenant(db.app, db.masterKey, { slug: "theirs", name: "Theirs" }, BY);
  for (const [tenant, email] of [
    [ours, "us@example.com"],
    [theirs, "them@example.com"],
  ] as const) {
    const user = await createUser(db.identity, { email, name: email, password: "a long password" });
    await addMember(db.app, tenant.id, { userId: user.id, role: "owner" }, BY);
    await createApiKey(db.app, tenant.id, { name: "key", kind: "secret", environment: "live" }, BY);
    await replacePersonas(db.app, db.masterKey, tenant.id, [{ label: "A", description: "a", userId: "a" }], BY);
    await plantRows(db, tenant.id);
  }
}, 60_000);
afterAll(() => db.stop());

/** All tables with a row of a tenant or of a person. */
async function tenantTables(): Promise<readonly { readonly name: string; readonly forced: boolean; readonly policies: number }[]> {
  const rows = await db.sql<{ name: string; forced: boolean; policies: number }>(
    `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced, (SELECT count(*)::int FROM pg_policy WHERE polrelid = c.oid) AS policies
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'f', 'm', 'v') ORDER BY 1`,
  );
  return rows.filter(({ name }) => !OF_NOBODY.includes(name));
}

/** Statements in one session of a role, within one transaction; the rows of the last. */
async function as(connectionString: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("BEGIN");
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    await client.query("COMMIT");
    return rows;
  } finally {
    await client.end();
  }
}

const asApp = (...statements: string[]) => as(db.settings.app, ...statements);
const setTenant = (tenantId: string) => `SELECT set_config('app.tenant', '${tenantId}', true)`;

describe("every table", () => {
  it("is under forced row-level security with a policy, whoever adds it", async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThanOrEqual(19);
    expect(tables.filter(({ forced, policies }) => !forced || policies === 0)).toEqual([]);
  });

  it("is found by the check above when it is forgotten", async () => {
    await db.sql("CREATE TABLE forgotten (tenant_id text)");
    const unforced = (await tenantTables()).filter(({ forced }) => !forced);
    await db.sql("DROP TABLE forgotten");
    expect(unforced.map(({ name }) => name)).toEqual(["forgotten"]);
  });
});

describe("attune_app", () => {
  const KEY_OF = { tenants: "id", users: "id" } as const;
  const columnOf = (table: string) => KEY_OF[table as keyof typeof KEY_OF] ?? "tenant_id";

  it("sees rows of the tenant it named, and of no other, in every table", async () => {
    const [us] = await db.sql<{ id: string }>("SELECT id FROM users WHERE email = 'us@example.com'");
    for (const { name } of await tenantTables()) {
      const rows = await asApp(setTenant(ours.id), `SELECT ${columnOf(name)} AS owner FROM ${name}`);
      const owners = new Set(rows.map(({ owner }) => owner));
      expect({ name, owners }).toEqual({ name, owners: new Set([name === "users" ? us?.id : ours.id]) });
    }
  });

  it("sees nothing in any table when it named none, also after a transaction that did", async () => {
    for (const { name } of await tenantTables()) {
      const unnamed = await asApp(`SELECT ${columnOf(name)} FROM ${name}`);
      const afterwards = await asApp(setTenant(ours.id), "COMMIT", "BEGIN", `SELECT ${columnOf(name)} FROM ${name}`);
      expect({ name, unnamed, afterwards }).toEqual({ name, unnamed: [], afterwards: [] });
    }
  });

  it("sees nothing outside inTenant, on the very connection that was inside", async () => {
    const single = connectApp(db.settings, 1);
    expect(await inTenant(single, ours.id, (tx) => tx.placement.count())).toBe(4);
    expect(await single.placement.count()).toBe(0);
    await single.$disconnect();
  });

  it("does not get another tenant's rows by asking for them", async () => {
    expect(await inTenant(db.app, ours.id, (tx) => tx.placement.findMany({ where: { tenantId: theirs.id } }))).toEqual([]);
    expect(
      await inTenant(db.app, ours.id, (tx) => tx.placement.updateMany({ where: { tenantId: theirs.id }, data: { seenPolicy: "none" } })),
    ).toEqual({ count: 0 });
  });

  it("cannot write a row of another tenant, nor give one away", async () => {
    const row = `('${theirs.id}', 'planted', 1, true, false)`;
    await expect(asApp(setTenant(ours.id), `INSERT INTO event_types VALUES ${row}`)).rejects.toThrow(/row-level security/);
    await expect(asApp(setTenant(ours.id), `UPDATE event_types SET tenant_id = '${theirs.id}'`)).rejects.toThrow(/row-level security/);
  });

  it("keeps the tenants of transactions that run at once apart", async () => {
    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const tenant = i % 2 === 0 ? ours : theirs;
        const rows = await inTenant(db.app, tenant.id, (tx) => tx.placement.findMany());
        return rows.length === 4 && rows.every(({ tenantId }) => tenantId === tenant.id);
      }),
    );
    expect(seen).not.toContain(false);
  });

  it.each([
    ["switch row-level security off", "ALTER TABLE placements DISABLE ROW LEVEL SECURITY"],
    ["drop a policy", "DROP POLICY of_tenant ON placements"],
    ["become the owner", "SET ROLE attune"],
    ["become the reader of everything", "SET ROLE attune_control"],
    ["raise itself", "ALTER ROLE attune_app BYPASSRLS"],
    ["empty a table", "TRUNCATE placements"],
    ["move the control version", "UPDATE control_version SET version = 0"],
    ["rewrite history", "UPDATE audit_log SET actor = 'nobody'"],
    ["delete history", "DELETE FROM audit_log"],
    ["change a model version", "UPDATE model_versions SET name = 'other'"],
    ["delete an API key", "DELETE FROM api_keys"],
    ["delete a tenant", "DELETE FROM tenants"],
    ["read a pepper", "SELECT sealed_pepper FROM tenants"],
    ["read a password hash", "SELECT password_hash FROM users"],
    ["change a published schema", "UPDATE event_schemas SET fields = '[]'"],
    ["rewrite a consent policy", "UPDATE consent_policies SET purposes = '{}'"],
    ["rewrite the consent ledger", "UPDATE consent_ledger SET purposes = '{}'"],
    ["delete from the consent ledger", "DELETE FROM consent_ledger"],
    ["write into the consent ledger", "INSERT INTO consent_ledger (tenant_id) VALUES ('t')"],
    ["rewrite the history of promotions", "UPDATE placement_promotions SET reason = 'other'"],
    ["forge a certificate", "UPDATE privacy_requests SET certificate = '{}'"],
    ["forge a receipt", "INSERT INTO privacy_receipts VALUES ('t', 'r', 's', 's', '{}')"],
    ["change who asked", "UPDATE privacy_requests SET requested_by = 'somebody'"],
    ["forget who was erased", "DELETE FROM erasure_ledger"],
    ["make a user", "INSERT INTO users (id, email, name, password_hash) VALUES ('x', 'x', 'x', 'x')"],
  ])("cannot %s", async (_, statement) => {
    await expect(asApp(setTenant(ours.id), statement)).rejects.toThrow(/permission denied|must be owner/);
  });
});

describe("a privacy request", () => {
  it("is never approved by whoever made it", async () => {
    const approve = "UPDATE privacy_requests SET approved_by = requested_by";
    await expect(asApp(setTenant(ours.id), approve)).rejects.toThrow(/second_person/);
  });
});

describe("attune_worker", () => {
  it("sees the requests of every tenant", async () => {
    expect(await as(db.settings.worker, "SELECT id FROM privacy_requests")).toHaveLength(2);
  });

  it.each([
    "SELECT * FROM users",
    "SELECT * FROM api_keys",
    "SELECT * FROM tenants",
    "UPDATE placements SET seen_policy = 'none'",
    "UPDATE consent_ledger SET purposes = '{}'",
    "UPDATE privacy_requests SET approved_by = 'system:worker'",
    "DELETE FROM erasure_ledger",
    "DELETE FROM audit_log",
    "UPDATE audit_log SET actor = 'nobody'",
  ])("cannot run %s", async (statement) => {
    await expect(as(db.settings.worker, statement)).rejects.toThrow(/permission denied/);
  });
});

describe("attune_control", () => {
  it("sees every tenant", async () => {
    expect(await as(db.settings.control, "SELECT id FROM tenants")).toHaveLength(2);
  });

  it.each([
    "UPDATE placements SET seen_policy = 'none'",
    "DELETE FROM api_keys",
    "SELECT * FROM users",
    "SELECT * FROM audit_log",
    "SELECT * FROM personas",
  ])("cannot run %s", async (statement) => {
    await expect(as(db.settings.control, statement)).rejects.toThrow(/permission denied/);
  });
});

describe("attune_identity", () => {
  it("sees people and where they belong", async () => {
    expect(await as(db.settings.identity, "SELECT email FROM users JOIN memberships ON user_id = id")).toHaveLength(2);
  });

  it.each([
    "SELECT * FROM api_keys",
    "SELECT sealed_pepper FROM tenants",
    "UPDATE users SET platform_operator = true",
    "INSERT INTO memberships (tenant_id, user_id, role) VALUES ('t', 'u', 'owner')",
    "DELETE FROM users",
  ])("cannot run %s", async (statement) => {
    await expect(as(db.settings.identity, statement)).rejects.toThrow(/permission denied/);
  });
});
