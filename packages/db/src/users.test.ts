import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { addMember, listMembers, removeMember } from "./memberships.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { createUser, findUser, findUserByEmail, setPassword, type User, userNames, verifyPassword } from "./users.ts";

const BY = { actor: "system:test" };
const PASSWORD = "correct horse battery";

let db: TestDatabase;
let count = 0;
beforeAll(async () => {
  db = await startTestDatabase();
}, 60_000);
afterAll(() => db.stop());

const newUser = (email = `user${count++}@example.com`) => createUser(db.identity, { email, name: "Somebody", password: PASSWORD });
const newTenant = () => createTenant(db.app, db.masterKey, { slug: `tenant-${count++}`, name: "Some tenant" }, BY);

describe("signing in", () => {
  it("needs the right password, however the e-mail is written", async () => {
    const user = await newUser("Ada@Example.com");
    expect(user.email).toBe("ada@example.com");
    expect(await verifyPassword(db.identity, " ADA@example.com", PASSWORD)).toEqual(user);
    expect(await verifyPassword(db.identity, "ada@example.com", `${PASSWORD}!`)).toBeUndefined();
    expect(await verifyPassword(db.identity, "nobody@example.com", PASSWORD)).toBeUndefined();
  });

  it("takes as long for an e-mail that nobody has", async () => {
    await newUser("slow@example.com");
    const medianMs = async (email: string) => {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await verifyPassword(db.identity, email, "a wrong password");
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[2] ?? 0;
    };
    const [known, unknown] = [await medianMs("slow@example.com"), await medianMs("unknown@example.com")];
    // Without the work it would be a hundredth.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it("works with the new password only after a change", async () => {
    const user = await newUser();
    await setPassword(db.identity, user.id, "another long one");
    expect(await verifyPassword(db.identity, user.email, PASSWORD)).toBeUndefined();
    expect((await verifyPassword(db.identity, user.email, "another long one"))?.id).toBe(user.id);
  });
});

describe("a user", () => {
  it("has an e-mail that nobody else has, and a password that is not too short", async () => {
    await newUser("taken@example.com");
    await expect(newUser("TAKEN@example.com")).rejects.toMatchObject({ code: "conflict" });
    await expect(createUser(db.identity, { email: "short@example.com", name: "S", password: "short" })).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(newUser("no e-mail")).rejects.toMatchObject({ code: "invalid_request" });
    expect(await findUserByEmail(db.identity, "short@example.com")).toBeUndefined();
  });

  it("brings the tenants it is a member of, with its role in each", async () => {
    const [user, one, two] = [await newUser(), await newTenant(), await newTenant()];
    await addMember(db.app, one.id, { userId: user.id, role: "owner" }, BY);
    await addMember(db.app, two.id, { userId: (await newUser()).id, role: "owner" }, BY);
    await addMember(db.app, two.id, { userId: user.id, role: "viewer" }, BY);
    expect((await findUser(db.identity, user.id))?.tenants).toEqual([
      { tenantId: one.id, slug: one.slug, name: one.name, role: "owner" },
      { tenantId: two.id, slug: two.slug, name: two.name, role: "viewer" },
    ]);
  });

  it("finds first where they have the most to say, then what they joined first", async () => {
    const [user, owner] = [await newUser(), await newUser()];
    const tenants = [await newTenant(), await newTenant(), await newTenant()];
    for (const [i, tenant] of tenants.entries()) {
      await addMember(db.app, tenant.id, { userId: owner.id, role: "owner" }, BY);
      await addMember(db.app, tenant.id, { userId: user.id, role: i === 2 ? "admin" : "viewer" }, BY);
    }
    const found = await findUser(db.identity, user.id);
    expect(found?.tenants.map(({ tenantId }) => tenantId)).toEqual([tenants[2]?.id, tenants[0]?.id, tenants[1]?.id]);
  });

  it("has a name for others, by id", async () => {
    const user = await newUser();
    expect(await userNames(db.identity, [user.id, "unobody"])).toEqual(new Map([[user.id, "Somebody"]]));
  });

  it("who operates the platform has every tenant", async () => {
    const tenant = await newTenant();
    const input = { email: "operator@example.com", name: "O", password: PASSWORD, platformOperator: true };
    const operator = await createUser(db.identity, input);
    expect(operator.tenants).toContainEqual({ tenantId: tenant.id, slug: tenant.slug, name: tenant.name, role: "operator" });
  });
});

describe("members", () => {
  let tenant: Tenant;
  let owner: User;
  beforeEach(async () => {
    [tenant, owner] = [await newTenant(), await newUser()];
    await addMember(db.app, tenant.id, { userId: owner.id, role: "owner" }, BY);
  });

  it("are listed, change their role and leave, and the audit log says so", async () => {
    const user = await newUser();
    await addMember(db.app, tenant.id, { userId: user.id, role: "viewer" }, BY);
    await addMember(db.app, tenant.id, { userId: user.id, role: "developer" }, { ...BY, reason: "asked for it" });
    expect((await listMembers(db.app, tenant.id)).map(({ email, role }) => [email, role])).toContainEqual([user.email, "developer"]);
    await removeMember(db.app, tenant.id, user.id, BY);
    expect((await listMembers(db.app, tenant.id)).map(({ email }) => email)).toEqual([owner.email]);
    const [removed, changed] = await listAudit(db.app, tenant.id, { limit: 2 });
    expect(removed).toMatchObject({ action: "member.removed", before: { userId: user.id, role: "developer" }, after: null });
    expect(changed).toMatchObject({
      action: "member.role_changed",
      before: { role: "viewer" },
      after: { role: "developer" },
      reason: "asked for it",
    });
  });

  it("always include an owner, also when two owners remove each other at once", async () => {
    await expect(removeMember(db.app, tenant.id, owner.id, BY)).rejects.toMatchObject({ code: "conflict" });
    await expect(addMember(db.app, tenant.id, { userId: owner.id, role: "viewer" }, BY)).rejects.toMatchObject({ code: "conflict" });
    const second = await newUser();
    await addMember(db.app, tenant.id, { userId: second.id, role: "owner" }, BY);
    const outcomes = await Promise.allSettled([owner, second].map(({ id }) => removeMember(db.app, tenant.id, id, BY)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await listMembers(db.app, tenant.id)).toHaveLength(1);
  });

  it("change only as whoever looks at the change permits, and nothing is written otherwise", async () => {
    const user = await newUser();
    await addMember(db.app, tenant.id, { userId: user.id, role: "viewer" }, BY);
    const seen: unknown[] = [];
    const refuse = (before: unknown) => {
      seen.push(before);
      throw new Error("not permitted");
    };
    await expect(addMember(db.app, tenant.id, { userId: user.id, role: "admin" }, BY, refuse)).rejects.toThrow("not permitted");
    await expect(removeMember(db.app, tenant.id, user.id, BY, refuse)).rejects.toThrow("not permitted");
    expect(seen).toEqual(["viewer", "viewer"]);
    expect((await listMembers(db.app, tenant.id)).find(({ userId }) => userId === user.id)?.role).toBe("viewer");
    expect((await listAudit(db.app, tenant.id, { limit: 1 }))[0]?.action).toBe("member.added");
  });

  it("have an account", async () => {
    await expect(addMember(db.app, tenant.id, { userId: "unobody", role: "viewer" }, BY)).rejects.toMatchObject({ code: "conflict" });
  });
});
