import type { Field } from "@attune/core/schemas/schema";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyedHash } from "../compose.ts";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

const fields: Field[] = [
  { name: "colour", type: "string", required: true },
  { name: "size", type: "enum", symbols: ["S", "M"], required: true, default: "M" },
  { name: "email", type: "string", required: false, personal: "hash" },
  { name: "phone", type: "string", required: false, personal: "drop" },
];

let api: TestApi;
beforeEach(async () => {
  api = await testApi();
});
afterEach(() => api.close());

async function publish(version: number, published: Field[]): Promise<void> {
  const eventSchemas = new Map([["view", { eventType: "view", version, schemaId: 100_000 + version, fields: published }]]);
  api.control = { ...api.control, version: version + 10, tenants: new Map([["acme", { ...api.tenant, eventSchemas }]]) };
  await api.collaborators.control.refresh();
}
const send = (...events: object[]) => api.call("POST", "/v1/events", { events });
const event = (eventId: string, properties?: object) => ({ eventId, type: "view", userId: "ada", ...(properties && { properties }) });
const records = async () => (await api.lane()).filter((record) => record.kind === "event");

describe("a published schema", () => {
  it("is enforced from the next request on, by path, and stamped on the record", async () => {
    expect((await send(event("e1", { anything: 1 }))).body).toMatchObject({ accepted: 1 });
    await publish(1, fields);
    const answer = await send(
      event("e2", { colour: "red" }),
      event("e3"),
      event("e4", { color: "red" }),
      event("e5", { colour: "x", size: "m" }),
    );
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        results: [
          { index: 1, code: "schema_violation", path: "events[1].properties.colour" },
          { index: 2, code: "schema_violation", path: "events[2].properties.color" },
          { index: 3, code: "schema_violation", path: "events[3].properties.size" },
        ],
      },
    });
    expect(answer.at("results.1.message")).toContain("did you mean colour?");
    expect((await records()).map(({ eventId, schemaId, sealed }) => [eventId, schemaId, sealed])).toEqual([
      ["e1", undefined, '{"properties":{"anything":1}}'],
      ["e2", 100_001, '{"properties":{"colour":"red","size":"M"}}'],
    ]);
    await publish(2, [...fields, { name: "brand", type: "string", required: false }]);
    expect((await send(event("e6", { colour: "red", brand: "x" }))).body).toMatchObject({ accepted: 1 });
    expect((await records()).at(-1)).toMatchObject({ eventId: "e6", schemaId: 100_002 });
  });

  it("leaves other types and Attune's own properties alone", async () => {
    await publish(1, fields);
    expect((await send({ ...event("e1", { anything: 1 }), type: "play" }, event("e2", { colour: "red", dwellMs: 5 }))).body).toMatchObject({
      accepted: 2,
    });
    expect((await records()).find(({ eventId }) => eventId === "e2")).toMatchObject({ dwellMs: 5 });
    const answer = await send({ ...event("e3"), properties: "red" });
    expect(answer.at("errors")).toEqual([{ path: "events[0].properties", message: "must be an object, not a string" }]);
  });

  it("keeps nothing that is personal readable, under the tenant's own pepper", async () => {
    await publish(1, fields);
    await send(event("e1", { colour: "red", email: "ada@example.com", phone: "123456" }));
    const [record] = await records();
    const hash = keyedHash(api.tenant.pepper, "property|email|ada@example.com");
    expect(JSON.parse(record?.sealed ?? "")).toEqual({ properties: { colour: "red", size: "M", email: `hash:${hash}` } });
  });
});
