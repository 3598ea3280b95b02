import { createHmac } from "node:crypto";
import { type DeadLetters, deadLettersSchema } from "@attune/core/events/dead-letter";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callApi, INTERNAL_SECRET, type TestApi, testApi, testTenant } from "../testing/test-api.fixture.ts";

const fields = [{ name: "colour", type: "string", required: true }] as const;

let api: TestApi;
beforeEach(async () => {
  api = await testApi({ tenant: { eventSchemas: new Map([["view", { eventType: "view", version: 1, schemaId: 100_001, fields }]]) } });
  const other = testTenant("other");
  api.control = { ...api.control, version: 2, tenants: new Map([...api.control.tenants, ["other", other]]) };
  await api.collaborators.control.refresh();
});
afterEach(() => api.close());

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function bearer(claims: object): string {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "u1", tenant: "acme", role: "developer", exp: Date.now() / 1000 + 60, ...claims })}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (method: "GET" | "POST", path: string, body?: unknown, claims = {}) =>
  callApi(api.internal, method, `/internal/v1/dead-letters${path}`, body, { authorization: bearer(claims) });
const list = async (claims = {}): Promise<DeadLetters> => deadLettersSchema.parse((await call("GET", "", undefined, claims)).body);
const bad = (eventId: string, changes = {}) => ({
  eventId,
  type: "view",
  userId: "ada",
  itemId: "i1",
  properties: { color: "red" },
  ...changes,
});
const refuse = (...events: object[]) => api.call("POST", "/v1/events", { events });
const records = async () => (await api.lane()).filter((record) => record.kind === "event");

describe("the list", () => {
  it("groups what was refused by what would mend it, and shows a tenant its own only", async () => {
    expect(await list()).toMatchObject({ groups: [], letters: [], notKept: 0 });
    await refuse(bad("e1"), bad("e2", { userId: "bob" }), bad("e3", { type: "veiw" }), { ...bad("e4"), properties: { colour: "red" } });
    const { groups, letters } = await list();
    expect(groups).toMatchObject([
      { fingerprint: "view schema_violation properties.color", count: 2, code: "schema_violation", path: "properties.color" },
      { fingerprint: "veiw unknown_type type", count: 1 },
    ]);
    expect(letters).toHaveLength(3);
    expect(JSON.stringify(letters)).not.toMatch(/ada|bob/);
    expect(await list({ tenant: "other" })).toMatchObject({ letters: [] });
  });

  it("finds the newest among many, and counts what was not kept", async () => {
    await refuse(...Array.from({ length: 150 }, (_, i) => bad(`e${i}`)));
    const { letters, notKept, groups } = await list();
    expect([letters.length, notKept, groups[0]?.count]).toEqual([100, 50, 100]);
  });

  it("is for those who mend", async () => {
    expect((await call("GET", "", undefined, { role: "viewer" })).status).toBe(403);
    expect((await call("GET", "", undefined, { role: "product_manager" })).status).toBe(403);
    expect((await call("GET", "", undefined, { role: "owner" })).status).toBe(200);
  });
});

describe("a letter", () => {
  const mended = { eventId: "e1", type: "view", itemId: "i1", properties: { colour: "red" } };

  it("is checked without being sent, then sent as its person, once, under its own id and time", async () => {
    api.setNow(Date.UTC(2026, 5, 1));
    await refuse(bad("e1"));
    api.setNow(Date.UTC(2026, 5, 2));
    const [letter] = (await list()).letters;
    const letterId = letter?.id;
    const stillWrong = await call("POST", "/check", { letterId, event: { ...mended, properties: { colour: 1 } } });
    expect(stillWrong.body).toEqual({ errors: [{ path: "properties.colour", message: "must be a text, not a number" }] });
    expect((await call("POST", "/check", { letterId, event: mended })).body).toEqual({ errors: [] });
    expect(await records()).toEqual([]);

    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "ada");
    expect((await call("POST", "/replay", { letterId, event: mended })).body).toEqual({ subject, status: "accepted" });
    expect((await call("POST", "/replay", { letterId, event: mended })).body).toEqual({ subject, status: "duplicate" });
    expect(await records()).toMatchObject([{ subject, eventId: "e1", schemaId: 100_001, occurredAtMs: Date.UTC(2026, 5, 1) }]);
  });

  it("keeps its event id and its person, whatever the edited event says", async () => {
    await refuse(bad("e1"));
    const [letter] = (await list()).letters;
    const other = await call("POST", "/replay", { letterId: letter?.id, event: { ...mended, eventId: "e9" } });
    expect(other.status).toBe(400);
    expect(other.at("errors.0.path")).toBe("eventId");
    await call("POST", "/replay", { letterId: letter?.id, event: { ...mended, userId: "mallory" } });
    expect((await records())[0]?.subject).toBe(letter?.subject);
  });

  it("that is refused again leaves no second letter", async () => {
    await refuse(bad("e1"));
    const [letter] = (await list()).letters;
    expect((await call("POST", "/replay", { letterId: letter?.id, event: { ...mended, properties: {} } })).status).toBe(400);
    expect((await list()).letters).toHaveLength(1);
  });

  it("of another tenant, or of nobody known, is not sent", async () => {
    await refuse(bad("e1"), { eventId: "e2", type: "view", userId: 7 });
    const { letters } = await list();
    const [known, nobody] = ["e1", undefined].map((eventId) => letters.find(({ event }) => event?.["eventId"] === eventId));
    expect((await call("POST", "/replay", { letterId: known?.id, event: mended }, { tenant: "other" })).status).toBe(404);
    expect((await call("POST", "/replay", { letterId: nobody?.id, event: mended })).status).toBe(409);
    expect((await call("POST", "/replay", { letterId: known?.id, event: mended }, { role: "viewer" })).status).toBe(403);
    expect(await records()).toEqual([]);
  });
});
