/**
 * Who may call what: every operation of the API's document, by every key that must not get in. Generated from the document, so that a route
 * cannot be added without being tried.
 */
import { packSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySubjectState } from "@attune/core/features/subject-state";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { API_SCOPES } from "@attune/core/ports/control";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import type { EventSchema } from "@attune/core/schemas/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiPorts } from "../collaborators.ts";
import { KNOWN, ROUTE_ROWS, type RouteRow } from "../testing/route-rows.fixture.ts";
import { callApi, type TestApi, testApi, testKey, testTenant } from "../testing/test-api.fixture.ts";

const NOW_MS = Date.parse("2026-06-01T12:00:00Z");
const ORIGIN = "https://shop.example";
type Answer = Awaited<ReturnType<typeof callApi>>;

interface DocumentedOperation {
  readonly security?: readonly unknown[];
}
interface Cell {
  readonly who: string;
  readonly headers: Record<string, string>;
  readonly expects: { readonly status: number; readonly code?: string } | "let in";
}

/** The first tenant's things, byte for byte, in every store that the api writes to. */
async function everythingOf(api: TestApi): Promise<string> {
  const records: unknown[] = [];
  for (const topic of Object.keys(TOPICS) as TopicName[]) {
    for (const { partition, begin, end } of await api.ports.log.bounds(topic)) {
      for (const { offset, key, value } of await api.ports.log.read(topic, partition, begin, end - begin))
        if (key.startsWith(`${api.tenant.id}|`)) records.push([topic, partition, offset, key, Buffer.from(value).toString("base64")]);
    }
  }
  const { subject } = api.collaborators.subjectOf(api.tenant, "user", KNOWN.userId);
  const [state] = await api.ports.state.read([subjectStateKey(api.tenant.id, subject)]);
  const standings = await api.ports.standings.read(api.tenant.id, [subject]);
  const item = api.collaborators.directory.of(api.tenant.id).byId(KNOWN.itemId);
  const schemas = await api.ports.eventSchemas.list(api.tenant.id);
  const privacyRequest = await api.ports.privacyRequests.find(api.tenant.id, "dsr_1");
  return JSON.stringify({ records, state: state && Buffer.from(state).toString("base64"), standings, item, schemas, privacyRequest });
}

/** How much is in the log, of anybody. */
async function logEnds(api: TestApi): Promise<string> {
  const ends = await Promise.all((Object.keys(TOPICS) as TopicName[]).map(async (topic) => [topic, await api.ports.log.bounds(topic)]));
  return JSON.stringify(ends);
}

async function giveTenantItsThings(api: TestApi): Promise<void> {
  const { userId, itemId } = KNOWN;
  expect((await api.call("POST", "/v1/items", { items: [{ itemId, title: "Night Drive", categories: ["synthwave"] }] })).status).toBe(200);
  await api.call("POST", "/v1/users", { users: [{ userId, attributes: { country: "GB", age: 31 } }] });
  await api.call("POST", "/v1/consent", { userId, purposes: { sale_or_sharing: true }, source: "seed" });
  await api.call("POST", "/v1/events", { eventId: "seed", type: "view", userId, itemId });
  await api.call("POST", "/v1/privacy/requests", { userId: "bob", type: "erasure", regulation: "gdpr" });
  const fields = [{ name: "quality", type: "string", required: true } as const];
  await api.ports.eventSchemas.publish(api.tenant.id, { eventType: KNOWN.subject, fields }, "user:u1", "r1");
  const { key, ...lane } = subjectStateKey(api.tenant.id, api.collaborators.subjectOf(api.tenant, "user", userId).subject);
  const { epoch, offset } = await api.ports.state.claim(lane);
  const value = packSubjectState({ ...emptySubjectState(""), counts: new Map([["view", 3]]) }, new ByteWriter());
  await api.ports.state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: offset, puts: [[key, value]] });
}

/** What of an answer is new each time. */
function withoutVolatile({ status, text }: Answer): string {
  const steady = text.replaceAll(/"(requestId|recommendationId|latencyMs|changedAt)":("[^"]*"|[\d.]+)/g, '"$1":0');
  return `${status} ${steady}`;
}

const rival = testTenant("rival");
const rivalKey = testKey("rival", "secret");
const endedKey = testKey("acme", "secret", { revokedAtMs: NOW_MS - 60_000 });
const endingKey = testKey("acme", "secret", { revokedAtMs: NOW_MS });
const pageKey = testKey("acme", "publishable", { allowedOrigins: [ORIGIN] });
const unknownKey = testKey("acme", "secret").text;

let api: TestApi;
/** The same platform, where the first tenant has nothing: what the second is told here it must be told there. */
let empty: TestApi;
let operations: readonly { readonly name: string; readonly open: boolean }[];

/** Published schemas in memory, with ids that do not depend on what other tenants publish. */
function eventSchemas(): ApiPorts["eventSchemas"] {
  const published = new Map<string, EventSchema[]>();
  return {
    list: async (tenant) => published.get(tenant) ?? [],
    eventTypes: async (tenant) => (published.get(tenant) ?? []).map(({ eventType }) => eventType),
    publish: async (tenant, { eventType, fields }) => {
      const former = published.get(tenant) ?? [];
      const schemaId = (tenant === "acme" ? 200_001 : 100_001) + former.length;
      const schema = { eventType, version: former.length + 1, schemaId, fields };
      published.set(tenant, [schema, ...former]);
      return schema;
    },
  };
}

async function platform(): Promise<TestApi> {
  const made = await testApi({ ports: { eventSchemas: eventSchemas() } });
  made.setNow(NOW_MS);
  const scopeKeys = [...scopedKeys.values()].flatMap(({ lacking, holding }) => [lacking, holding]);
  const keys = [rivalKey, pageKey, endedKey, endingKey, ...scopeKeys].map(({ key }) => [key.id, key] as const);
  made.control = {
    version: 2,
    tenants: new Map([...made.control.tenants, ["rival", rival]]),
    apiKeys: new Map([...made.control.apiKeys, ...keys]),
  };
  await made.collaborators.control.refresh();
  return made;
}

/** For each row a key with every scope but the needed ones, and one with nothing else. */
const scopedKeys = new Map(
  Object.entries(ROUTE_ROWS).map(([name, { scopes }]) => {
    const lacking = testKey("acme", "secret", { scopes: new Set(API_SCOPES.filter((scope) => !scopes.includes(scope))) });
    return [name, { lacking, holding: testKey("acme", "secret", { scopes: new Set(scopes.slice(0, 1)) }) }] as const;
  }),
);

beforeAll(async () => {
  api = await platform();
  empty = await platform();
  await giveTenantItsThings(api);
  const document = (await callApi(api.app, "GET", "/openapi.json", undefined, {})).body as {
    paths: Record<string, Record<string, DocumentedOperation>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ name: `${method} ${path}`, open: security?.length === 0 })),
  );
});
afterAll(async () => {
  await api.close();
  await empty.close();
});

const call = (to: TestApi, name: string, { url, body }: RouteRow, headers: Record<string, string>) =>
  callApi(to.app, name.split(" ", 1)[0]?.toUpperCase() as "GET", url, body, headers);

const MALFORMED = "Bearer atn_sk_live_short";
const refused = (code: string) => ({ status: code === "insufficient_scope" || code === "origin_not_allowed" ? 403 : 401, code });

function cellsOf(name: string, { publishable }: RouteRow): Cell[] {
  const { lacking } = scopedKeys.get(name) as NonNullable<ReturnType<typeof scopedKeys.get>>;
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const flipped = rivalKey.text.replace(/.$/, (last) => (last === "a" ? "b" : "a"));
  const fromPage = (origin: string) => ({ "x-api-key": pageKey.text, origin });
  return [
    { who: "nobody", headers: {}, expects: refused("missing_credential") },
    { who: "a malformed key", headers: { authorization: MALFORMED }, expects: refused("invalid_credential") },
    { who: "another scheme", headers: { authorization: `Basic ${rivalKey.text}` }, expects: refused("invalid_credential") },
    { who: "a wrong checksum", headers: bearer(flipped), expects: refused("invalid_credential") },
    { who: "an unknown key", headers: bearer(unknownKey), expects: refused("invalid_credential") },
    { who: "a revoked key", headers: bearer(endedKey.text), expects: refused("revoked_credential") },
    { who: "a key at the moment it ends", headers: bearer(endingKey.text), expects: refused("revoked_credential") },
    { who: "a key without the scope", headers: bearer(lacking.text), expects: refused("insufficient_scope") },
    { who: "a foreign page", headers: fromPage("https://evil.example"), expects: refused("origin_not_allowed") },
    { who: "the tenant's page", headers: fromPage(ORIGIN), expects: publishable ? "let in" : refused("insufficient_scope") },
  ];
}

describe("every operation", () => {
  it("has a row, and every row an operation", () => {
    const closed = operations.filter(({ open }) => !open).map(({ name }) => name);
    expect(Object.keys(ROUTE_ROWS).toSorted()).toEqual(closed.toSorted());
    expect(operations.filter(({ open }) => open).every(({ name }) => name.startsWith("get /health/"))).toBe(true);
  });

  it("refuses every key that must not get in, and changes nothing", async () => {
    const before = await everythingOf(api);
    expect(before).toContain("Night Drive");
    let cells = 0;
    for (const [name, row] of Object.entries(ROUTE_ROWS)) {
      for (const { who, headers, expects } of cellsOf(name, row)) {
        if (expects === "let in") continue;
        const ends = await logEnds(api);
        const answer = await call(api, name, row, headers);
        expect(answer.status, `${name} by ${who}`).toBe(expects.status);
        if (row.registry) expect(answer.at("error_code"), `${name} by ${who}`).toBe(expects.status * 100 + 1);
        else expect(answer.at("code"), `${name} by ${who}`).toBe(expects.code);
        expect(answer.text, `${name} by ${who}`).not.toMatch(/Night Drive|synthwave|quality/);
        expect(await logEnds(api), `${name} by ${who}`).toBe(ends);
        cells++;
      }
    }
    expect(await everythingOf(api)).toBe(before);
    console.info(`route matrix: ${cells} refusals of ${Object.keys(ROUTE_ROWS).length} operations`);
  });

  it("answers a key of another tenant as if the first had nothing, and changes nothing of it", async () => {
    const before = await everythingOf(api);
    let cells = 0;
    for (const [name, row] of Object.entries(ROUTE_ROWS)) {
      const headers = { authorization: `Bearer ${rivalKey.text}` };
      const [here, there] = [await call(api, name, row, headers), await call(empty, name, row, headers)];
      expect(withoutVolatile(here), name).toBe(withoutVolatile(there));
      expect(await everythingOf(api), name).toBe(before);
      cells++;
    }
    console.info(`route matrix: ${cells} operations by a key of another tenant`);
  });

  it("lets in who may: the scope named in its row is enough, until the moment the key ends", async () => {
    let cells = 0;
    for (const [name, row] of Object.entries(ROUTE_ROWS)) {
      const { holding } = scopedKeys.get(name) as NonNullable<ReturnType<typeof scopedKeys.get>>;
      const allowed: Record<string, string>[] = [{ authorization: `Bearer ${holding.text}` }];
      for (const { headers, expects } of cellsOf(name, row)) if (expects === "let in") allowed.push(headers);
      for (const headers of allowed) {
        expect([401, 403], name).not.toContain((await call(empty, name, row, headers)).status);
        cells++;
      }
      empty.setNow(NOW_MS - 1);
      expect((await call(empty, name, row, { authorization: `Bearer ${endingKey.text}` })).status, name).not.toBe(401);
      empty.setNow(NOW_MS);
      cells++;
    }
    console.info(`route matrix: ${cells} admissions`);
  });
});
