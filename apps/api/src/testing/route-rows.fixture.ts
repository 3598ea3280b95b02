import { API_SCOPES, type ApiScope } from "@attune/core/ports/control";

/** How the matrix of routes calls an operation: with ids of the first tenant, whom no other key may reach. */
export interface RouteRow {
  /** Any of these opens the route; a key with all others does not. */
  readonly scopes: readonly ApiScope[];
  /** Whether a publishable key may call it. */
  readonly publishable: boolean;
  readonly url: string;
  readonly body?: object;
  /** Refuses in the words of a Confluent registry, `{error_code, message}`. */
  readonly registry?: boolean;
}

/** What the first tenant has: a person, an item, an event type with a schema. */
export const KNOWN = { userId: "ada", itemId: "track-7", subject: "song_played", schemaId: 200_001 } as const;

const person = { userId: KNOWN.userId };
const OTHER_SCHEMA = { schema: JSON.stringify({ type: "record", name: "song_played", fields: [{ name: "mood", type: "string" }] }) };
const registry = (...scopes: readonly ApiScope[]) => ({ scopes, publishable: false, registry: true });

/** One row for each operation of the API's document, by `method path`. A new route is called by the matrix when it has a row here, and fails it until then. */
export const ROUTE_ROWS: Readonly<Record<string, RouteRow>> = {
  "post /v1/events": {
    scopes: ["events:write"],
    publishable: true,
    url: "/v1/events",
    body: { events: [{ eventId: "matrix", type: "view", ...person, itemId: KNOWN.itemId }] },
  },
  "post /v1/recommendations": {
    scopes: ["recommendations:read"],
    publishable: true,
    url: "/v1/recommendations",
    body: { ...person, placement: "item", itemId: KNOWN.itemId, includeItems: true },
  },
  "post /v1/rank": {
    scopes: ["recommendations:read"],
    publishable: true,
    url: "/v1/rank",
    body: { ...person, itemIds: [KNOWN.itemId], includeItems: true },
  },
  "get /v1/items": { scopes: ["items:read"], publishable: false, url: "/v1/items" },
  "get /v1/items/{itemId}": { scopes: ["items:read"], publishable: false, url: `/v1/items/${KNOWN.itemId}` },
  "patch /v1/items/{itemId}": { scopes: ["items:write"], publishable: false, url: `/v1/items/${KNOWN.itemId}`, body: { price: 9 } },
  "delete /v1/items/{itemId}": { scopes: ["items:write"], publishable: false, url: `/v1/items/${KNOWN.itemId}` },
  "post /v1/items": {
    scopes: ["items:write"],
    publishable: false,
    url: "/v1/items",
    body: { items: [{ itemId: KNOWN.itemId, title: "Overwritten" }] },
  },
  "post /v1/users/profile": { scopes: ["users:read"], publishable: false, url: "/v1/users/profile", body: person },
  "post /v1/users": {
    scopes: ["users:write"],
    publishable: false,
    url: "/v1/users",
    body: { users: [{ ...person, attributes: { country: "FR" } }] },
  },
  "post /v1/users/merge": {
    scopes: ["users:write"],
    publishable: false,
    url: "/v1/users/merge",
    body: { anonymousId: "device-1", ...person },
  },
  "post /v1/consent/status": { scopes: ["consent:write", "users:read"], publishable: false, url: "/v1/consent/status", body: person },
  "post /v1/consent": {
    scopes: ["consent:write", "consent:withdraw"],
    publishable: true,
    url: "/v1/consent",
    body: { ...person, purposes: { personalization: false }, source: "matrix" },
  },
  "get /v1/privacy/requests/{requestId}": { scopes: ["privacy:write"], publishable: false, url: "/v1/privacy/requests/dsr_1" },
  "post /v1/privacy/requests": {
    scopes: ["privacy:write"],
    publishable: false,
    url: "/v1/privacy/requests",
    body: { ...person, type: "erasure", regulation: "gdpr" },
  },
  "get /schema-registry/subjects": { ...registry("schemas:read", "schemas:write"), url: "/schema-registry/subjects" },
  "get /schema-registry/subjects/{subject}/versions": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/subjects/${KNOWN.subject}/versions`,
  },
  "get /schema-registry/subjects/{subject}/versions/{version}": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/subjects/${KNOWN.subject}/versions/latest`,
  },
  "get /schema-registry/subjects/{subject}/versions/{version}/schema": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/subjects/${KNOWN.subject}/versions/1/schema`,
  },
  "post /schema-registry/compatibility/subjects/{subject}/versions/{version}": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/compatibility/subjects/${KNOWN.subject}/versions/latest?verbose=true`,
    body: OTHER_SCHEMA,
  },
  "post /schema-registry/subjects/{subject}": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/subjects/${KNOWN.subject}`,
    body: OTHER_SCHEMA,
  },
  // Readers of Attune's own topics ask for those schemas with whatever key they have; an event's schema still needs the scope.
  "get /schema-registry/schemas/ids/{id}": {
    scopes: API_SCOPES,
    publishable: true,
    url: `/schema-registry/schemas/ids/${KNOWN.schemaId}`,
    registry: true,
  },
  "get /schema-registry/schemas/types": { ...registry("schemas:read", "schemas:write"), url: "/schema-registry/schemas/types" },
  "get /schema-registry/config": { ...registry("schemas:read", "schemas:write"), url: "/schema-registry/config" },
  "get /schema-registry/config/{subject}": {
    ...registry("schemas:read", "schemas:write"),
    url: `/schema-registry/config/${KNOWN.subject}`,
  },
  "put /schema-registry/config": {
    ...registry("schemas:write"),
    url: "/schema-registry/config",
    body: { compatibility: "NONE" },
  },
  "post /schema-registry/subjects/{subject}/versions": {
    ...registry("schemas:write"),
    url: `/schema-registry/subjects/${KNOWN.subject}/versions`,
    body: OTHER_SCHEMA,
  },
};
