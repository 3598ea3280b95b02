// Members, tenants and the audit log as the console's procedures offer them, on a real Postgres.
import { addMember } from "@attune/db/memberships";
import { createTenant, type Tenant } from "@attune/db/tenants";
import { startTestDatabase, type TestDatabase } from "@attune/db/testing/test-database";
import { createUser, findUser, findUserByEmail, type User, verifyPassword } from "@attune/db/users";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "../app-router.ts";
import { consoleSession } from "../console-session.ts";
import { recentUsers } from "../recent-users.ts";
import type { Services } from "../services.ts";

const BY = { actor: "system:test" };

let db: TestDatabase;
let tenant: Tenant;
let owner: User;
let admin: User;
let viewer: User;
let services: Services;

beforeAll(async () => {
  db = await startTestDatabase();
  const user = (name: string) => createUser(db.identity, { email: `${name}@shop.example`, name, password: "a long password" });
  [owner, admin, viewer] = [await user("owner"), await user("admin"), await user("viewer")];
  tenant = await createTenant(db.app, db.masterKey, { slug: "shop", name: "Shop", ownerId: owner.id }, BY);
  await addMember(db.app, tenant.id, { userId: admin.id, role: "admin" }, BY);
  await addMember(db.app, tenant.id, { userId: viewer.id, role: "viewer" }, BY);
  const { app, identity, masterKey } = db;
  // A minute instead of a second: whoever forgets to forget is found out.
  const recent = recentUsers({ load: (userId) => findUser(identity, userId), ttlMs: 60_000, nowMs: Date.now });
  services = { app, identity, masterKey, recentUsers: recent } as Services;
}, 60_000);
afterAll(() => db.stop());

async function as({ id }: User, tenantId?: string) {
  const user = await services.recentUsers.get(id);
  if (user === undefined) throw new Error("There is no such user.");
  return appRouter.createCaller({ session: consoleSession(user, tenantId), services: () => services });
}

describe("members", () => {
  test("an invited person gets a password that works, once, and somebody with an account none", async () => {
    const added = await (await as(owner)).members.add({ email: "new@shop.example", name: "New", role: "developer" });
    const signedIn = await verifyPassword(db.identity, "new@shop.example", added.password ?? "");
    expect(signedIn?.tenants).toMatchObject([{ slug: "shop", role: "developer" }]);
    await expect((await as(owner)).members.add({ email: "new@shop.example", name: "", role: "admin" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const elsewhere = await createUser(db.identity, { email: "elsewhere@a.example", name: "Else", password: "a long password" });
    const known = await (await as(admin)).members.add({ email: "ELSEWHERE@a.example", name: "Other", role: "viewer" });
    expect(known).toEqual({ name: "Else", email: elsewhere.email, password: undefined });
  });

  test("an admin makes no owner, and no account is left behind by trying", async () => {
    const { members } = await as(admin);
    await expect(members.add({ email: "mine@shop.example", name: "", role: "owner" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await findUserByEmail(db.identity, "mine@shop.example")).toBeUndefined();
    const reason = "because";
    await expect(members.changeRole({ userId: viewer.id, role: "owner", reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(members.changeRole({ userId: owner.id, role: "viewer", reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(members.remove({ userId: owner.id, reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(members.changeRole({ userId: admin.id, role: "compliance_officer", reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a change counts from the next request on, and needs a reason", async () => {
    await expect((await as(viewer)).members.list()).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { members } = await as(owner);
    await expect(members.changeRole({ userId: viewer.id, role: "admin", reason: " " })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await members.changeRole({ userId: viewer.id, role: "admin", reason: "Helps out" });
    expect((await (await as(viewer)).members.list()).length).toBeGreaterThan(2);
    await members.remove({ userId: viewer.id, reason: "Helped" });
    await expect((await as(viewer)).members.list()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(members.remove({ userId: owner.id, reason: "Leaving" })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("tenants", () => {
  test("whoever creates one owns it with the next request; admins do not", async () => {
    const input = { name: "Second", slug: "second" };
    await expect((await as(admin)).tenants.create(input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { tenantId } = await (await as(owner)).tenants.create(input);
    const { members, tenants } = await as(owner, tenantId);
    expect((await tenants.list()).map(({ slug, role }) => [slug, role])).toEqual([
      ["second", "owner"],
      ["shop", "owner"],
    ]);
    expect((await members.list()).map(({ userId }) => userId)).toEqual([owner.id]);
    await expect((await as(owner)).tenants.create(input)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("the audit log", () => {
  test("tells names, also of people who were removed, and of its own tenant only", async () => {
    const { entries, nextCursor } = await (await as(owner, tenant.id)).audit.list({ filter: { text: "Helped" } });
    expect(entries).toMatchObject([{ action: "member.removed", actorName: "owner", people: ["viewer"], reason: "Helped" }]);
    expect(nextCursor).toBeUndefined();
    const second = (await services.recentUsers.get(owner.id))?.tenants.find(({ slug }) => slug === "second");
    expect((await (await as(owner, second?.tenantId)).audit.list({ filter: { text: "Helped" } })).entries).toEqual([]);
  });

  test("goes on where a page ended", async () => {
    const { audit, members } = await as(owner, tenant.id);
    for (let i = 0; i < 26; i++) {
      await members.changeRole({ userId: admin.id, role: "developer", reason: `there ${i}` });
      await members.changeRole({ userId: admin.id, role: "admin", reason: `back ${i}` });
    }
    const first = await audit.list({ filter: { actionPrefix: "member.role" } });
    expect(first.entries).toHaveLength(50);
    const rest = await audit.list({ filter: { actionPrefix: "member.role" }, cursor: first.nextCursor });
    expect(rest.nextCursor).toBeUndefined();
    const ids = [...first.entries, ...rest.entries].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(rest.entries.at(-1)).toMatchObject({ reason: "Helps out" });
  });

  test("a copy runs no formula and is noted; a viewer gets none", async () => {
    const { audit, members } = await as(owner, tenant.id);
    await members.changeRole({ userId: admin.id, role: "developer", reason: "=HYPERLINK(0)" });
    const { content, count } = await audit.export({ filter: { text: "HYPERLINK" }, format: "csv" });
    expect([count, content.includes(`"'=HYPERLINK(0)"`)]).toEqual([1, true]);
    expect((await audit.list({ filter: {} })).entries[0]).toMatchObject({
      action: "audit_log.exported",
      after: { entries: 1, format: "csv" },
    });
    await expect((await as(admin, tenant.id)).audit.export({ filter: {}, format: "json" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
