import { expect, it } from "vitest";
import { itemKey } from "../identity/item-key.ts";
import { gatherItems } from "./gather-items.ts";
import { gathering } from "./gathering.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import { NOW_MS, placementOf, smallShop, tenantOf } from "./small-shop.fixture.ts";

/** More of one genre than the index is asked for, so that the other finds no place unless it is asked for. */
const ROCK = Array.from({ length: 120 }, (_, i) => `rock-${i}`);
const JAZZ = ["jazz-1", "jazz-2", "jazz-3"];
const timer = () => ({ fired: new Promise<void>(() => undefined), cancel: () => undefined });

async function gathered(filter: RecommendRequest["filter"]) {
  const { state, vectors, catalogue } = await smallShop([...ROCK, ...JAZZ], []);
  let searches = 0;
  const search: typeof vectors.search = (...asked) => {
    searches++;
    return vectors.search(...asked);
  };
  const from = gathering({ clock: () => NOW_MS, timer, report: () => undefined }, NOW_MS + 50);
  const seeds = [{ key: itemKey("rock-0"), weight: 1 }];
  const asked = { tenant: tenantOf(), placement: placementOf("home"), filter };
  const { vectorHits } = await gatherItems({ state, vectors: { search } }, from, asked, seeds, []);
  expect(searches).toBe(1);
  return [...(vectorHits?.keys ?? [])].map((key) => catalogue.byKey(key)?.itemId ?? "");
}

it("asks the index for what the filter may let through, in one call", async () => {
  expect((await gathered(undefined)).filter((id) => JAZZ.includes(id))).toEqual([]);
  expect((await gathered({ field: "categories", eq: "jazz" })).sort()).toEqual(JAZZ);
});
