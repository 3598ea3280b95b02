import { itemKey } from "@attune/core/identity/item-key";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { expect, it } from "vitest";
import { CatalogueDirectory } from "./catalogue-directory.ts";
import { withKnownVectors } from "./with-known-vectors.ts";

it("answers the vectors that the index was told, without asking it, and searches there", async () => {
  const directory = new CatalogueDirectory();
  const item = { itemId: "a", title: "A", categories: ["jazz"], tags: [], attributes: {}, hidden: false };
  directory.apply({ tenant: "t", itemId: "a", item, changedAtMs: 1 });
  const index = memoryVectorIndex({ dimensions: VECTOR_DIMENSIONS });
  const known = withKnownVectors(index, directory);
  const [vector, nothing] = await known.vectors("t", [itemKey("a"), itemKey("b")]);
  expect(vector).toEqual(directory.vectorOf("t", itemKey("a")));
  expect(nothing).toBeUndefined();
  expect(await known.vectors("another tenant", [itemKey("a")])).toEqual([undefined]);
  await index.upsert("t", [{ key: itemKey("a"), vector: vector as Float32Array, version: 1 }]);
  expect([...(await known.search("t", vector as Float32Array, 5)).keys]).toEqual([itemKey("a")]);
});
