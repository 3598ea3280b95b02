import type { Field } from "@attune/core/schemas/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { controlSource } from "./control-source.ts";
import { listEventSchemas, publishEventSchema } from "./event-schemas.ts";
import { listEventTypes } from "./event-types.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", requestId: "r1", reason: "covers have colours" };
const NEW_TYPE = { weight: 1, outcome: false, consumes: false };
const colour: Field = { name: "colour", type: "string", required: true };
const size: Field = { name: "size", type: "int", required: false };

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

const publish = (eventType: string, fields: Field[], more: object = {}, tenantId = tenant.id) =>
  publishEventSchema(db.app, tenantId, { eventType, fields, ...more }, BY);
const snapshot = async () => {
  const loaded = await controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined }).load(undefined);
  return loaded?.tenants.get(tenant.id)?.eventSchemas;
};

describe("a published version", () => {
  it("is the newest that the data plane enforces, and stands in the audit log", async () => {
    const first = await publish("play", [colour], { basedOnVersion: 0 });
    expect(first).toMatchObject({ eventType: "play", version: 1, createdBy: "user:u1" });
    expect(first.schemaId).toBeGreaterThan(100_000);
    const second = await publish("play", [colour, size], { basedOnVersion: 1 });
    expect(second.version).toBe(2);
    expect((await snapshot())?.get("play")).toMatchObject({ version: 2, schemaId: second.schemaId, fields: [colour, size] });
    expect((await listEventSchemas(db.app, tenant.id)).map(({ version }) => version)).toEqual([2, 1]);
    expect(await listEventSchemas(db.app, other.id)).toEqual([]);
    const audit = await listAudit(db.app, tenant.id, { limit: 10 });
    expect(audit.filter(({ action }) => action === "event_schema.published")).toMatchObject([
      { ...BY, before: { version: 1, fields: [colour] }, after: { version: 2, schemaId: second.schemaId, fields: [colour, size] } },
      { ...BY, before: null, after: { version: 1 } },
    ]);
  });

  it("may bring a new type along", async () => {
    await publish("song.lyrics", [], { newType: NEW_TYPE, basedOnVersion: 0 });
    expect(await listEventTypes(db.app, tenant.id)).toContainEqual({ name: "song.lyrics", ...NEW_TYPE });
    await expect(publish("song.lyrics", [], { newType: NEW_TYPE })).rejects.toMatchObject({ code: "conflict" });
    expect((await snapshot())?.get("song.lyrics")).toMatchObject({ version: 1, fields: [] });
  });
});

describe("nothing is published", () => {
  it("that could not read what was stored: every violation is named", async () => {
    await publish("view", [colour, size]);
    const refused = publish("view", [
      { ...colour, type: "int" },
      { ...size, required: true },
    ]);
    await expect(refused).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "/colour" }, { path: "/size", message: expect.stringContaining("Leave it optional") }],
    });
    expect((await snapshot())?.get("view")?.version).toBe(1);
  });

  it.each<[string, string, Field[], object, string]>([
    ["for a type that there is not", "nothing", [], {}, "not_found"],
    ["under a name that cannot be", "Nothing At All", [], { newType: NEW_TYPE }, "invalid_request"],
    ["under a name of ours", "attune.events-value", [], { newType: NEW_TYPE }, "invalid_request"],
    ["with fields that cannot be", "click", [colour, colour], {}, "invalid_request"],
    ["on a version that is not the newest", "like", [], { basedOnVersion: 3 }, "conflict"],
  ])("%s", async (_, eventType, fields, more, code) => {
    await expect(publish(eventType, fields, more)).rejects.toMatchObject({ code });
  });

  it("twice the same, nor into another tenant's types", async () => {
    await publish("skip", [colour]);
    await expect(publish("skip", [colour])).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("already") });
    await expect(publish("song.lyrics", [], {}, other.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("by two at once: one is next, the others see it and are refused", async () => {
    const fields = (i: number): Field[] => [{ name: `field${i}`, type: "int", required: false }];
    const tried = await Promise.allSettled([1, 2, 3, 4].map((i) => publish("cart", fields(i), { basedOnVersion: 0 })));
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const unversioned = await Promise.all([5, 6, 7, 8].map((i) => publish("cart", fields(i))));
    expect(unversioned.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5]);
    const breaking = await Promise.allSettled(
      (["int", "string"] as const).map((type) => publish("rating", [{ name: "mood", type, required: false }])),
    );
    expect(breaking.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
