import { EVENT_TYPES } from "@attune/core/events/event-types";
import { modelSettingsSchema, SEEN_POLICIES, STRATEGIES } from "@attune/core/placements/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { DEFAULT_MODEL } from "./default-tenant.ts";
import { listEventTypes, saveEventType } from "./event-types.ts";
import { listMembers } from "./memberships.ts";
import { createModelVersion, listModelVersions } from "./model-versions.ts";
import { listPersonas, replacePersonas } from "./personas.ts";
import { promoteModelVersion } from "./placement-promotions.ts";
import { listPlacements } from "./placements.ts";
import { createTenant, findTenantBySlug, getTenant, listTenants, type Tenant, updateTenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { createUser } from "./users.ts";

const BY = { actor: "user:u1" };

let db: TestDatabase;
let tenant: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
}, 60_000);
afterAll(() => db.stop());

const newestAudit = async () => (await listAudit(db.app, tenant.id, { limit: 1 }))[0];

describe("a new tenant", () => {
  it("can be used at once: all event types, and four placements on one model", async () => {
    const fresh = await createTenant(db.app, db.masterKey, { slug: "fresh", name: "Fresh" }, BY);
    expect(fresh.id).toMatch(/^t[a-z2-7]{8}$/);
    const types = await listEventTypes(db.app, fresh.id);
    expect(Object.fromEntries(types.map(({ name, ...settings }) => [name, settings]))).toEqual(EVENT_TYPES);
    const [model, ...more] = await listModelVersions(db.app, fresh.id);
    expect(more).toEqual([]);
    expect(model).toMatchObject(DEFAULT_MODEL);
    expect(modelSettingsSchema.parse(model?.settings)).toEqual(DEFAULT_MODEL.settings);
    expect(
      (await listPlacements(db.app, fresh.id)).map(({ key, strategy, seenPolicy, model: { id } }) => [
        key,
        strategy,
        seenPolicy,
        id === model?.id,
      ]),
    ).toEqual([
      ["cart", "basket", "consumed", true],
      ["home", "for-you", "consumed", true],
      ["item", "similar", "none", true],
      ["trending", "trending", "none", true],
    ]);
  });

  it("belongs to whoever is named as its owner, from the first moment", async () => {
    const user = await createUser(db.identity, { email: "founder@example.com", name: "Founder", password: "a long password" });
    const owned = await createTenant(db.app, db.masterKey, { slug: "owned", name: "Owned", ownerId: user.id }, BY);
    expect((await listMembers(db.app, owned.id)).map(({ userId, role }) => [userId, role])).toEqual([[user.id, "owner"]]);
    expect((await listAudit(db.app, owned.id, { limit: 9 })).map(({ action }) => action)).toEqual(["member.added", "tenant.created"]);
    const nobody = { slug: "nobodys", name: "N", ownerId: "unobody" };
    await expect(createTenant(db.app, db.masterKey, nobody, BY)).rejects.toMatchObject({ code: "conflict" });
  });

  it("needs a slug of its own, and leaves nothing behind without", async () => {
    await expect(createTenant(db.app, db.masterKey, { slug: "one", name: "Again" }, BY)).rejects.toMatchObject({ code: "conflict" });
    await expect(createTenant(db.app, db.masterKey, { slug: "No slug", name: "N" }, BY)).rejects.toMatchObject({ code: "invalid_request" });
    expect((await listTenants(db.identity)).map(({ slug }) => slug)).toEqual(["owned", "fresh", "one"]);
    expect(await findTenantBySlug(db.identity, "one")).toEqual({ id: tenant.id, slug: "one", name: "One" });
    expect(await findTenantBySlug(db.identity, "none")).toBeUndefined();
  });
});

describe("a tenant", () => {
  it("changes its name and limits, and the audit log says from what to what", async () => {
    const limits = { eventsPerSecond: 10, requestsPerSecond: 20 };
    const changed = await updateTenant(db.app, tenant.id, { limits, name: "Uno" }, BY);
    expect(changed).toMatchObject({ name: "Uno", limits, consentPolicyVersion: 1 });
    expect(await getTenant(db.app, tenant.id)).toEqual(changed);
    expect(await newestAudit()).toMatchObject({ action: "tenant.updated", before: { name: "One" }, after: { name: "Uno", limits } });
  });

  it("makes model versions, with valid settings only, and points placements at them", async () => {
    const settings = { ...DEFAULT_MODEL.settings, ranker: "none" as const };
    const model = await createModelVersion(db.app, tenant.id, { name: "Unranked", settings }, BY);
    const wrong = { ...settings, diversity: 7 };
    await expect(createModelVersion(db.app, tenant.id, { name: "W", settings: wrong }, BY)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "settings.diversity" }],
    });
    const live = (await listPlacements(db.app, tenant.id)).find(({ key }) => key === "home")?.model.id ?? "";
    const move = { placementKey: "home", modelVersionId: model.id, expectedModelVersionId: live, reason: "Trying" };
    await promoteModelVersion(db.app, tenant.id, move, BY);
    expect((await listPlacements(db.app, tenant.id)).find(({ key }) => key === "home")?.model).toMatchObject({ id: model.id, settings });
  });

  it("has every strategy and seen policy of core in its checks, and the database no other", async () => {
    for (const strategy of STRATEGIES) await db.sql("UPDATE placements SET strategy = $1 WHERE key = 'cart'", [strategy]);
    for (const seenPolicy of SEEN_POLICIES) await db.sql("UPDATE placements SET seen_policy = $1 WHERE key = 'cart'", [seenPolicy]);
    await expect(db.sql("UPDATE placements SET strategy = 'other' WHERE key = 'cart'")).rejects.toThrow(/placements_strategy_check/);
    await expect(db.sql("UPDATE placements SET seen_policy = 'other' WHERE key = 'cart'")).rejects.toThrow(/placements_seen_policy_check/);
  });

  it("knows event types of its own", async () => {
    const share = { name: "share", weight: 2.5, outcome: true, consumes: false };
    expect(await saveEventType(db.app, tenant.id, share, BY)).toEqual(share);
    expect(await saveEventType(db.app, tenant.id, { ...share, weight: 3 }, BY)).toEqual({ ...share, weight: 3 });
    expect(await newestAudit()).toMatchObject({ action: "event_type.saved", before: { weight: 2.5 }, after: { weight: 3 } });
    await expect(saveEventType(db.app, tenant.id, { ...share, name: "No name" }, BY)).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("names people worth looking at, in order, and the audit log does not say who", async () => {
    const people = ["ann", "bob"].map((userId) => ({ label: userId, description: `likes ${userId}`, userId: `${userId}-id` }));
    await replacePersonas(db.app, db.masterKey, tenant.id, [...people].reverse(), BY);
    await replacePersonas(db.app, db.masterKey, tenant.id, people, BY);
    expect(await listPersonas(db.app, db.masterKey, tenant.id)).toEqual(people.map((person, i) => ({ id: `00${i + 1}`, ...person })));
    expect(JSON.stringify(await listAudit(db.app, tenant.id, { limit: 100 }))).not.toContain("ann-id");
  });
});

describe("the audit log", () => {
  it("is read backwards in pages", async () => {
    const all = await listAudit(db.app, tenant.id, { limit: 100 });
    const first = await listAudit(db.app, tenant.id, { limit: 2 });
    const second = await listAudit(db.app, tenant.id, { limit: 100, beforeId: first[1]?.id ?? "" });
    expect([...first, ...second]).toEqual(all);
    expect(all.at(-1)?.action).toBe("tenant.created");
  });
});
