import { afterAll, beforeAll, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { firstOwner } from "./first-owner.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { createUser, verifyPassword } from "./users.ts";

const OWNER = { email: "Owner@shop.example", password: "correct horse battery" };
let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
}, 60_000);
afterAll(() => db.stop());

it("makes nothing of a password that is too short", async () => {
  await expect(firstOwner(db, { ...OWNER, password: "short" })).rejects.toThrow("A password has 10 to 256 characters.");
  expect(await db.sql("SELECT id FROM users")).toEqual([]);
});

it("goes on with the account of a run that was killed, then lets it sign in as owner and operator", async () => {
  const user = await createUser(db.identity, { ...OWNER, name: "Owner", platformOperator: true });
  const made = await firstOwner(db, OWNER);
  expect(made).toMatchObject({ email: "owner@shop.example", tenant: { slug: "shop" } });
  const signedIn = await verifyPassword(db.identity, OWNER.email, OWNER.password);
  expect(signedIn).toMatchObject({ id: user.id, platformOperator: true, tenants: [{ slug: "shop", role: "owner" }] });
  const entries = await listAudit(db.app, made?.tenant.id ?? "", { limit: 10 });
  expect(entries.map(({ action, actor }) => `${actor} ${action}`).sort()).toEqual([
    "system:migrate member.added",
    "system:migrate tenant.created",
  ]);
});

it("makes nobody where there is a tenant", async () => {
  expect(await firstOwner(db, { email: "second@shop.example", password: OWNER.password })).toBeUndefined();
  expect(await db.sql("SELECT count(*)::int AS count FROM users")).toEqual([{ count: 1 }]);
});
