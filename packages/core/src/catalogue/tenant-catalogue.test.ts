import { describe, expect, it } from "vitest";
import { itemKey } from "../identity/item-key.ts";
import { TenantCatalogue } from "./tenant-catalogue.ts";

const signal = (itemId: string, popularity: number) => ({
  tenant: "t",
  itemId,
  itemKey: itemKey(itemId),
  vector: Float32Array.of(popularity),
  popularity,
  version: 1,
});

describe("TenantCatalogue", () => {
  it("finds what was put by id and by key, and forgets what was removed", () => {
    const catalogue = new TenantCatalogue();
    for (let i = 0; i < 100; i++) catalogue.put(`i${i}`, { itemId: `i${i}`, title: `Item ${i}` });
    expect(catalogue.size).toBe(100);
    expect(catalogue.byId("i7")?.item?.title).toBe("Item 7");
    expect(catalogue.byKey(itemKey("i7"))?.itemId).toBe("i7");
    catalogue.remove("i7");
    catalogue.remove("never there");
    expect(catalogue.byId("i7")).toBeUndefined();
    expect(catalogue.size).toBe(99);
    expect([...catalogue.entries()].length).toBe(99);
    catalogue.put("i7", undefined);
    expect(catalogue.byId("i7")).toMatchObject({ itemId: "i7", item: undefined });
  });

  it("pages in order of id, also after changes", () => {
    const catalogue = new TenantCatalogue();
    for (const id of ["c", "a", "e", "b"]) catalogue.put(id, { itemId: id });
    expect(catalogue.page(undefined, 2).map(({ itemId }) => itemId)).toEqual(["a", "b"]);
    catalogue.put("d", { itemId: "d" });
    catalogue.remove("c");
    expect(catalogue.page("b", 10).map(({ itemId }) => itemId)).toEqual(["d", "e"]);
    expect(catalogue.page("e", 10)).toEqual([]);
  });

  it("learns of items that only events have named, and keeps what the catalogue says of others", () => {
    const catalogue = new TenantCatalogue();
    catalogue.put("known", { itemId: "known", title: "Known" });
    expect(catalogue.popularityScore(itemKey("known"))).toBe(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < 40; i++) catalogue.learn(signal(`implicit-${i}`, i));
    catalogue.learn(signal("known", 5));
    expect(catalogue.byId("known")?.item?.title).toBe("Known");
    expect(catalogue.popularityScore(itemKey("known"))).toBe(5);
    expect(catalogue.popularityScore(itemKey("implicit-39"))).toBe(39);
    expect(catalogue.behaviourOf(itemKey("implicit-3"))).toEqual(Float32Array.of(3));
    expect(catalogue.behaviourOf(itemKey("nowhere"))).toBeUndefined();
    expect(catalogue.byId("implicit-3")).toMatchObject({ itemId: "implicit-3", item: undefined });
  });
});
