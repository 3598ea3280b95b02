import { createApiKey } from "@attune/db/api-keys";
import { listAudit } from "@attune/db/audit-log";
import { controlSource } from "@attune/db/control-source";
import { createTenant, type Tenant } from "@attune/db/tenants";
import { startTestDatabase, type TestDatabase } from "@attune/db/testing/test-database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventSchemaStore } from "../compose.ts";
import { callApi, type TestApi, testApi } from "../testing/test-api.fixture.ts";

const BY = { actor: "system:test" };
const TYPE = "application/vnd.schemaregistry.v1+json";

let db: TestDatabase;
let api: TestApi;
let tenant: Tenant;
let key: string;
let keyOfOther: string;
let publishable: string;
let eventsOnly: string;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  const other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
  const make = async (tenantId: string, more: object = {}) =>
    (await createApiKey(db.app, tenantId, { name: "k", kind: "secret", environment: "live", ...more }, BY)).key;
  key = await make(tenant.id);
  keyOfOther = await make(other.id);
  publishable = await make(tenant.id, { kind: "publishable" });
  eventsOnly = await make(tenant.id, { scopes: ["events:write"] });
  const control = controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined });
  api = await testApi({ ports: { control, eventSchemas: eventSchemaStore(db.app) } });
}, 60_000);
afterAll(async () => {
  await api.close();
  await db.stop();
});

const call = (method: "GET" | "POST" | "PUT", path: string, body?: unknown, authorization = key) =>
  callApi(api.app, method, `/schema-registry${path}`, body, {
    authorization: `Bearer ${authorization}`,
    ...(body === undefined ? {} : { "content-type": TYPE }),
  });
const avro = (...fields: object[]) => ({ schema: JSON.stringify({ type: "record", name: "play", fields }), schemaType: "AVRO" });
const colour = { name: "colour", type: "string" };
const size = { name: "size", type: ["null", "int"], default: null };

describe("registering", () => {
  it("publishes the next version, which is then enforced at ingest; the same again is the same", async () => {
    const first = await call("POST", "/subjects/play/versions", avro(colour));
    expect(first).toMatchObject({ status: 200, body: { id: expect.any(Number) } });
    expect(first.headers["content-type"]).toBe(TYPE);
    expect((await call("POST", "/subjects/play/versions", avro(colour))).body).toEqual(first.body);
    const second = await call("POST", "/subjects/play/versions", avro(colour, size));
    expect((await call("GET", "/subjects/play/versions")).body).toEqual([1, 2]);
    expect((await call("GET", "/subjects/play/versions/latest")).body).toMatchObject({ subject: "play", version: 2, id: second.at("id") });
    expect((await call("GET", "/subjects/play/versions/1/schema")).body).toMatchObject({ type: "record", fields: [colour] });
    expect((await call("POST", "/subjects/play", avro(colour))).body).toMatchObject({ version: 1, id: first.at("id") });

    await api.collaborators.control.refresh();
    const refused = await callApi(
      api.app,
      "POST",
      "/v1/events",
      { eventId: "e1", type: "play", userId: "ada" },
      { authorization: `Bearer ${key}` },
    );
    expect(refused.at("errors.0.path")).toBe("properties.colour");
  });

  it("makes a new event type, audited as the key's", async () => {
    expect((await call("POST", "/subjects/song.lyrics/versions", avro(colour))).status).toBe(200);
    await api.collaborators.control.refresh();
    expect(api.collaborators.control.snapshot.tenants.get(tenant.id)?.eventTypes.get("song.lyrics")).toEqual({
      weight: 0,
      outcome: false,
      consumes: false,
    });
    const [entry] = await listAudit(db.app, tenant.id, { limit: 1 });
    expect(entry).toMatchObject({ action: "event_schema.published", actor: expect.stringMatching(/^key:[0-9A-Za-z]{10}$/) });
  });

  it("is refused in Confluent's words: every violation, and what cannot be said", async () => {
    await call("POST", "/subjects/click/versions", avro(colour, size));
    const breaking = avro({ ...colour, type: "int" }, { ...size, type: "int", default: 0 });
    const conflict = await call("POST", "/subjects/click/versions", breaking);
    expect(conflict).toMatchObject({ status: 409, body: { error_code: 409 } });
    expect(conflict.at("message")).toMatch(/\/colour: .*\/size: /);
    const check = await call("POST", "/compatibility/subjects/click/versions/latest?verbose=true", breaking);
    expect(check).toMatchObject({
      status: 200,
      body: { is_compatible: false, messages: [expect.stringContaining("/colour"), expect.any(String)] },
    });
    expect((await call("POST", "/compatibility/subjects/click/versions/1", avro(colour, size))).body).toEqual({ is_compatible: true });
    expect(await call("POST", "/subjects/click/versions", avro({ name: "a", type: "float" }))).toMatchObject({
      status: 422,
      body: { error_code: 42201, message: 'fields[0].type: "float" is not supported; use double' },
    });
    expect((await call("POST", "/subjects/click/versions", { schema: "{" })).body).toMatchObject({ error_code: 42201 });
    expect((await call("POST", "/subjects/click/versions", "not json")).body).toMatchObject({ error_code: 42201 });
    expect((await call("POST", "/subjects/Not A Name/versions", avro(colour))).body).toMatchObject({ error_code: 42201 });
  });
});

describe("reading", () => {
  it("answers Attune's own records by the id in their header, to any secret key", async () => {
    const subjects = (await call("GET", "/subjects")).body;
    expect(subjects).toEqual(expect.arrayContaining(["attune.events-value", "attune.catalogue-value", "play"]));
    const record = await call("GET", "/schemas/ids/1", undefined, eventsOnly);
    expect(JSON.parse(record.at("schema") as string)).toBeTypeOf("object");
    expect((await call("GET", "/subjects/attune.events-value/versions")).body).toEqual(expect.arrayContaining([1]));
    expect((await call("POST", "/subjects/attune.events-value/versions", avro(colour))).body).toMatchObject({ error_code: 42205 });
    expect((await call("GET", "/schemas/types")).body).toEqual(["AVRO"]);
  });

  it("says what there is not", async () => {
    expect(await call("GET", "/subjects/nothing/versions")).toMatchObject({ status: 404, body: { error_code: 40401 } });
    expect(await call("GET", "/subjects/play/versions/99")).toMatchObject({ status: 404, body: { error_code: 40402 } });
    expect(await call("GET", "/schemas/ids/999999")).toMatchObject({ status: 404, body: { error_code: 40403 } });
    expect(await call("POST", "/subjects/play", avro())).toMatchObject({ status: 404, body: { error_code: 40403 } });
  });

  it("knows one rule", async () => {
    expect((await call("GET", "/config")).body).toEqual({ compatibilityLevel: "BACKWARD" });
    expect((await call("GET", "/config/play")).body).toEqual({ compatibilityLevel: "BACKWARD" });
    expect((await call("GET", "/config/nothing")).status).toBe(404);
    expect(await call("PUT", "/config", { compatibility: "NONE" })).toMatchObject({ status: 422, body: { error_code: 42203 } });
  });
});

describe("who may", () => {
  it("reads and writes its own tenant's only, with the scope for it", async () => {
    const id = (await call("GET", "/subjects/play/versions/1")).at("id") as number;
    expect((await call("GET", "/subjects", undefined, keyOfOther)).body).not.toContain("play");
    expect((await call("GET", "/subjects/play/versions", undefined, keyOfOther)).status).toBe(404);
    expect((await call("GET", `/schemas/ids/${id}`, undefined, keyOfOther)).status).toBe(404);
    expect((await call("GET", `/schemas/ids/${id}`, undefined, eventsOnly)).status).toBe(404);
    expect((await call("GET", `/schemas/ids/${id}`)).status).toBe(200);
    expect(await call("GET", "/subjects", undefined, eventsOnly)).toMatchObject({ status: 403, body: { error_code: 40301 } });
    expect((await call("POST", "/subjects/play/versions", avro(), publishable)).status).toBe(403);
    const nobody = await callApi(api.app, "GET", "/schema-registry/subjects", undefined, {});
    expect(nobody).toMatchObject({ status: 401, body: { error_code: 40101 } });
    expect(nobody.headers["www-authenticate"]).toContain("Bearer");
  });
});
