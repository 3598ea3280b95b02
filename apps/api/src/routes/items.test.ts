import { itemKey } from "@attune/core/identity/item-key";
import { BEHAVIOUR_DIMENSIONS } from "@attune/core/models/model-settings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const item = (itemId: string, changes: object = {}) => ({ itemId, title: `Title of ${itemId}`, ...changes });
const put = (...items: object[]) => api.call("POST", "/v1/items", { items });
const get = (itemId: string) => api.call("GET", `/v1/items/${encodeURIComponent(itemId)}`);

describe("200", () => {
  it("reads its own write", async () => {
    const stored = item("a/b ü?", {
      categories: ["x"],
      attributes: { bpm: 104, live: true, moods: ["calm"] },
      price: 0,
      publishedAt: "2026-01-01T00:00:00Z",
      hidden: false,
    });
    expect(await put(stored)).toMatchObject({ status: 200, body: { accepted: 1, status: "stored" } });
    expect(await get("a/b ü?")).toMatchObject({ status: 200, body: stored });
  });

  it("takes ids of 256 characters of any script", async () => {
    const id = "試".repeat(256);
    await put(item(id));
    expect((await get(id)).at("itemId")).toBe(id);
  });

  it("replaces whole items", async () => {
    await put(item("r", { price: 1 }));
    await put({ itemId: "r", tags: ["t"] });
    expect((await get("r")).body).toEqual({ itemId: "r", tags: ["t"] });
  });

  it("patches by merging, null removes, and of concurrent patches none is lost", async () => {
    await put(item("p", { price: 1, attributes: { a: 1, b: 2 } }));
    expect((await api.call("PATCH", "/v1/items/p", { price: null, attributes: { b: null, c: 3 } })).body).toEqual({
      itemId: "p",
      title: "Title of p",
      attributes: { a: 1, c: 3 },
    });
    await Promise.all(
      ["x", "y", "z"].map((name) =>
        api.call("PATCH", "/v1/items/p", { attributes: { [name]: 1 } }, { "content-type": "application/merge-patch+json" }),
      ),
    );
    expect((await get("p")).at("attributes")).toEqual({ a: 1, c: 3, x: 1, y: 1, z: 1 });
  });

  it("lists pages in order until the cursor is null", async () => {
    await put(...Array.from({ length: 25 }, (_, i) => item(`page-${String(i).padStart(2, "0")}`)));
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await api.call("GET", `/v1/items?limit=10${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...(page.at("items") as { itemId: string }[]).map(({ itemId }) => itemId));
      cursor = page.at("nextCursor") as string | null;
    }
    expect(seen.every((id, i) => i === 0 || (seen[i - 1] as string) < id)).toBe(true);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => id.startsWith("page-"))).toHaveLength(25);
  });

  it("knows items that only events have named, by the tail of vectors, unless they were deleted", async () => {
    const publish = async (itemId: string, version: number) => {
      const vector = new Float32Array(BEHAVIOUR_DIMENSIONS);
      vector[0] = 1;
      const value = api.ports.codec.itemVector.encode({ tenant: "acme", itemId, itemKey: itemKey(itemId), vector, popularity: 1, version });
      await api.ports.log.append("item-vectors", [{ partition: 0, key: `acme|${itemId}`, value, timestampMs: 1 }]);
    };
    const indexed = async () => (await api.ports.vectors.vectors("acme", [itemKey("implicit")]))[0]?.[0];
    await publish("implicit", 1);
    await expect.poll(async () => (await get("implicit")).body).toEqual({ itemId: "implicit" });
    await expect.poll(indexed).toBe(1);
    expect((await api.call("PATCH", "/v1/items/implicit", { title: "Now known" })).body).toEqual({
      itemId: "implicit",
      title: "Now known",
    });
    expect((await api.call("DELETE", "/v1/items/implicit")).status).toBe(204);
    expect(await indexed()).toBeUndefined();
    await publish("implicit", 2);
    await publish("another", 1);
    await expect.poll(async () => (await get("another")).status).toBe(200);
    expect((await get("implicit")).status).toBe(404);
    await put(item("implicit"));
    expect((await get("implicit")).status).toBe(200);
  });

  it("gets the first answer again with the same Idempotency-Key", async () => {
    const headers = { "idempotency-key": "k1" };
    const first = await api.call("POST", "/v1/items", { items: [item("idem")] }, headers);
    await api.call("DELETE", "/v1/items/idem");
    const again = await api.call("POST", "/v1/items", { items: [item("idem")] }, headers);
    expect(again.text).toBe(first.text);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect((await get("idem")).status).toBe(404);
  });
});

describe("202", () => {
  it("says pending when the catalogue's tail does not come so far within a second", async () => {
    const slow = await testApi();
    const passed = slow.collaborators.items;
    await slow.collaborators.stop();
    expect(passed).toBeDefined();
    expect(await slow.call("POST", "/v1/items", { items: [item("late")] })).toMatchObject({ status: 202, body: { status: "pending" } });
    await slow.app.close();
    await slow.internal.close();
  });
});

describe("204", () => {
  it("deletes", async () => {
    await put(item("gone"));
    expect(await api.call("DELETE", "/v1/items/gone")).toMatchObject({ status: 204, text: "" });
    expect((await get("gone")).status).toBe(404);
  });
});

describe("400", () => {
  it.each([
    [{ itemId: 7 }, "items[0].itemId", "must be a string, not a number"],
    [{}, "items[0].itemId", "is required"],
    [{ itemId: "a", categorys: [] }, "items[0].categorys", "did you mean categories?"],
    [{ itemId: "a", price: "1" }, "items[0].price", "must be a number"],
    [{ itemId: "a", publishedAt: "yesterday" }, "items[0].publishedAt", "ISO 8601"],
    [{ itemId: "a", availableFrom: 10, availableUntil: 5 }, "items[0].availableUntil", "after availableFrom"],
    [{ itemId: "a\u0007" }, "items[0].itemId", "control characters"],
    [{ itemId: "a", title: "\ud800" }, "items[0].title", "surrogate"],
  ])("names what is wrong with %j", async (bad, path, message) => {
    const answer = await put(bad);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(answer.at("errors.0.message")).toContain(message);
  });

  it("refuses a patch that would make an item invalid, or another one", async () => {
    await put(item("bad"));
    expect(await api.call("PATCH", "/v1/items/bad", { price: -1 })).toMatchObject({ status: 400 });
    expect(await api.call("PATCH", "/v1/items/bad", { itemId: "other" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "itemId" }] },
    });
    expect(await api.call("PATCH", "/v1/items/bad", { titel: "x" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "titel", message: "unknown property, did you mean title?" }] },
    });
    expect((await get("bad")).body).toEqual(item("bad"));
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "cursor=nonsense"])("refuses ?%s", async (query) => {
    expect((await api.call("GET", `/v1/items?${query}`)).status).toBe(400);
  });
});

describe("404", () => {
  it("says that there is no such item", async () => {
    for (const method of ["GET", "DELETE"] as const)
      expect(await api.call(method, "/v1/items/nobody")).toMatchObject({ status: 404, body: { code: "item_not_found" } });
    expect((await api.call("PATCH", "/v1/items/nobody", {})).status).toBe(404);
  });
});

describe("409", () => {
  it("refuses an Idempotency-Key for another request", async () => {
    const headers = { "idempotency-key": "k2" };
    await api.call("POST", "/v1/items", { items: [item("one")] }, headers);
    expect(await api.call("POST", "/v1/items", { items: [item("two")] }, headers)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
  });
});
