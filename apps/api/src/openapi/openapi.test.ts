import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, type TestApi, testApi } from "../testing/test-api.fixture.ts";

interface Media {
  readonly schema: object;
  readonly examples?: object;
  readonly example?: unknown;
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, Media> }>;
  readonly security?: unknown[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: { readonly securitySchemes: object };
}

/** Addresses that are not part of the API: the document itself, the page that shows it and its icon. */
const OPEN_PAGES = 4;

let api: TestApi;
let document: Document;
beforeAll(async () => {
  api = await testApi();
  const answer = await callApi(api.app, "GET", "/openapi.json", undefined, {});
  document = answer.body as Document;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe("/openapi.json", () => {
  it("documents exactly the routes that there are", () => {
    expect(document.openapi).toBe("3.1.0");
    const expected = [
      "delete /v1/items/{itemId}",
      "get /health/live",
      "get /health/ready",
      "get /schema-registry/config",
      "get /schema-registry/config/{subject}",
      "get /schema-registry/schemas/ids/{id}",
      "get /schema-registry/schemas/types",
      "get /schema-registry/subjects",
      "get /schema-registry/subjects/{subject}/versions",
      "get /schema-registry/subjects/{subject}/versions/{version}",
      "get /schema-registry/subjects/{subject}/versions/{version}/schema",
      "get /v1/items",
      "get /v1/items/{itemId}",
      "get /v1/privacy/requests/{requestId}",
      "patch /v1/items/{itemId}",
      "post /schema-registry/compatibility/subjects/{subject}/versions/{version}",
      "post /schema-registry/subjects/{subject}",
      "post /schema-registry/subjects/{subject}/versions",
      "post /v1/consent",
      "post /v1/consent/status",
      "post /v1/events",
      "post /v1/items",
      "post /v1/privacy/requests",
      "post /v1/rank",
      "post /v1/recommendations",
      "post /v1/users",
      "post /v1/users/merge",
      "post /v1/users/profile",
      "put /schema-registry/config",
    ];
    expect(
      operations()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    ).toEqual(expected);
    for (const { path, method } of operations())
      expect(api.app.hasRoute({ method: method.toUpperCase() as "GET", url: path.replace(/\{(\w+)\}/g, ":$1") }), path).toBe(true);
  });

  it("leaves no route of ours out", async () => {
    // 405 names the methods of whatever is routed at an address.
    for (const [path, methods] of Object.entries(document.paths)) {
      const allowed = (await api.call("patch" in methods ? "PUT" : "PATCH", path.replace(/\{\w+\}/g, "x"), {})).headers["allow"];
      const documented = Object.keys(methods).map((method) => method.toUpperCase());
      expect(allowed, path).toBe([...documented, ...(documented.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", "));
    }
    const shape = api.app.printRoutes({ commonPrefix: true });
    expect(shape.match(/\((?:[A-Z, ]+)\)/g)?.length, shape).toBe(Object.keys(document.paths).length + OPEN_PAGES);
  });

  it("gives every operation an id, a summary, problems, and an example that its own schema accepts", () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": true } });
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      expect(operation.operationId, where).toBeTruthy();
      expect(operation.summary, where).toBeTruthy();
      const needed = path.startsWith("/v1") || path.startsWith("/schema-registry") ? ["401", "403", "429", "500", "503"] : ["200"];
      expect(Object.keys(operation.responses), where).toEqual(expect.arrayContaining(needed));
      const media = [
        ...Object.values(operation.requestBody?.content ?? {}),
        ...Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {})),
      ];
      for (const { schema, example, examples } of media) {
        const shown = [
          ...(example === undefined ? [] : [example]),
          ...Object.values(examples ?? {}).map((one): unknown => (one as { value?: unknown }).value ?? one),
          ...((schema as { examples?: unknown[] }).examples ?? []),
        ];
        expect(shown.length, where).toBeGreaterThan(0);
        const validate = ajv.compile(schema);
        for (const one of shown) expect(validate(one), `${where}: ${JSON.stringify(one)} ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
  });

  it("describes real answers, refusals too", async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": true } });
    const requests: [method: "GET" | "POST" | "PATCH" | "DELETE", url: string, path: string, body?: object][] = [
      [
        "POST",
        "/v1/events",
        "/v1/events",
        { events: [{ eventId: "e", type: "view", userId: "a", itemId: "i" }, { eventId: "e", type: "view", userId: "a" }, 7] },
      ],
      ["POST", "/v1/events", "/v1/events", {}],
      ["POST", "/v1/items", "/v1/items", { items: [{ itemId: "i", title: "T" }] }],
      ["GET", "/v1/items", "/v1/items"],
      ["GET", "/v1/items/i", "/v1/items/{itemId}"],
      ["GET", "/v1/items/none", "/v1/items/{itemId}"],
      ["PATCH", "/v1/items/i", "/v1/items/{itemId}", { price: 2 }],
      ["POST", "/v1/users", "/v1/users", { users: [{ userId: "a", attributes: { age: 3 } }] }],
      ["POST", "/v1/users/profile", "/v1/users/profile", { userId: "a" }],
      ["POST", "/v1/users/merge", "/v1/users/merge", { userId: "a", anonymousId: "b" }],
      ["POST", "/v1/recommendations", "/v1/recommendations", { userId: "a", placement: "home", includeItems: true }],
      ["POST", "/v1/recommendations", "/v1/recommendations", { placement: "nowhere" }],
      ["POST", "/v1/rank", "/v1/rank", { userId: "a", itemIds: ["i"] }],
      ["POST", "/v1/consent", "/v1/consent", { userId: "a", purposes: { analytics: true }, source: "s" }],
      ["POST", "/v1/consent/status", "/v1/consent/status", { userId: "a" }],
      ["GET", "/health/ready", "/health/ready"],
    ];
    for (const [method, url, path, body] of requests) {
      const answer = await api.call(method, url, body);
      const documented = document.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
      expect(documented, `${method} ${url} ${answer.status}`).toBeDefined();
      const contentType = String(answer.headers["content-type"]).split(";", 1)[0] as string;
      const schema = documented?.content?.[contentType]?.schema;
      expect(schema, `${method} ${url} ${contentType}`).toBeDefined();
      const validate = ajv.compile(schema as object);
      expect(validate(answer.body), `${method} ${url}: ${answer.text} ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  it("is shown at /docs without anything from outside", async () => {
    const page = await api.app.inject({ method: "GET", url: "/docs/" });
    expect(page.statusCode).toBe(200);
    expect((await api.app.inject({ method: "GET", url: "/favicon.ico" })).statusCode).toBe(204);
    expect(page.body).not.toMatch(/(?:src|href)="https?:\/\//);
  });
});
