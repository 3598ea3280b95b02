import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.call("POST", "/v1/items", { items: Array.from({ length: 5 }, (_, i) => ({ itemId: `i${i}`, price: i })) });
});
afterAll(() => api.close());

const recommend = (body: object) => api.call("POST", "/v1/recommendations", body);

describe("POST /v1/recommendations", () => {
  it.each([{ userId: "unknown" }, { anonymousId: "a" }, {}])("200: answers the whole shape for %j", async (person) => {
    const answer = await recommend({ ...person, placement: "home", count: 3, includeItems: true, explain: true });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      placement: "home",
      personalized: false,
      degraded: false,
      degradedReasons: [],
      experiments: [],
      model: { id: "m1", name: "Test blend" },
    });
    expect(answer.at("latencyMs")).toBeGreaterThan(0);
    expect(answer.at("recommendationId")).toMatch(/^[\w-]{36}$/);
  });

  it.each([
    [{ placement: "hom" }, "unknown_placement", "placement", "did you mean home?"],
    [{ placement: "item" }, "invalid_request", "itemId", "is required"],
    [{}, "invalid_request", "placement", "is required"],
    [{ placement: "home", count: 0 }, "invalid_request", "count", ">= 1"],
    [{ placement: "home", count: 101 }, "invalid_request", "count", "<= 100"],
    [{ placement: "home", count: "5" }, "invalid_request", "count", "must be an integer"],
    [{ placement: "home", user_id: "a" }, "invalid_request", "user_id", "did you mean userId?"],
    [{ placement: "home", userId: "a", anonymousId: "b" }, "invalid_request", "anonymousId", "only one"],
    [{ placement: "home", filter: { all: [{ field: "prise", gt: 1 }] } }, "invalid_filter", "filter.all[0].field", "did you mean price?"],
    [{ placement: "home", filter: { any: [] } }, "invalid_filter", "filter.any", "at least one"],
    [{ placement: "home", filter: { field: "price", gte: true } }, "invalid_filter", "filter.gte", "must be a number or a text"],
    [{ placement: "home", filter: { field: "price", equals: 1 } }, "invalid_filter", "filter.equals", "there is no comparison"],
    [{ placement: "home", filter: [] }, "invalid_request", "filter", "must be an object"],
  ])("400: %j is %s at %s", async (body, code, path, message) => {
    const answer = await recommend(body);
    expect(answer).toMatchObject({ status: 400, body: { code, errors: [{ path }] } });
    expect(answer.at("errors.0.message")).toContain(message);
  });
});

describe("POST /v1/rank", () => {
  it("200: answers each given item once", async () => {
    const answer = await api.call("POST", "/v1/rank", { userId: "ada", itemIds: ["i3", "i1", "i3"] });
    expect(answer.status).toBe(200);
    expect((answer.at("items") as { itemId: string; position: number }[]).map(({ itemId }) => itemId).sort()).toEqual(["i1", "i3"]);
  });

  it.each([
    [{ userId: "a", itemIds: [] }, "itemIds"],
    [{ userId: "a", itemIds: Array.from({ length: 501 }, (_, i) => `i${i}`) }, "itemIds"],
    [{ userId: "a", itemIds: [7] }, "itemIds[0]"],
    [{ userId: "a" }, "itemIds"],
  ])("400: %# names the path", async (body, path) =>
    expect(await api.call("POST", "/v1/rank", body)).toMatchObject({ status: 400, body: { errors: [{ path }] } }),
  );
});
