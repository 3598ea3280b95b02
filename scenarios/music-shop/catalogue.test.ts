import { itemSchema } from "@attune/core/catalogue/schema";
import { expect, test } from "vitest";
import { shopCatalogue } from "./catalogue.ts";

const shop = shopCatalogue();

test("1,200 different items that the API's own schema accepts, the same every time", () => {
  expect(shop).toHaveLength(1200);
  expect(new Set(shop.map(({ item }) => item.itemId)).size).toBe(1200);
  for (const { item } of shop) itemSchema.parse(item);
  expect(shopCatalogue()).toEqual(shop);
});

test("fame is long-tailed, and what follows an item is of its genre", () => {
  const fame = shop.map((item) => item.fame).sort((a, b) => b - a);
  const total = fame.reduce((sum, x) => sum + x, 0);
  const top = fame.slice(0, 120).reduce((sum, x) => sum + x, 0);
  expect(top / total).toBeGreaterThan(0.25);
  for (const item of shop) {
    expect(item.successors).toHaveLength(4);
    for (const next of item.successors) expect(shop[next]?.genre).toBe(item.genre);
  }
});
