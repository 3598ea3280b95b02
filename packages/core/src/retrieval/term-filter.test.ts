import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogueEntry } from "../catalogue/catalogue-view.ts";
import type { Item } from "../catalogue/schema.ts";
import { matchesFilter } from "../recommendations/matches-filter.ts";
import type { Filter } from "../recommendations/schema.ts";
import { itemTerms, passesTerms, termFilterOf } from "./term-filter.ts";

const name = fc.constantFrom("jazz", "rock", "live");
const item: fc.Arbitrary<Item> = fc.record(
  { itemId: fc.constant("i"), categories: fc.uniqueArray(name), tags: fc.uniqueArray(name), price: fc.nat(3) },
  { requiredKeys: ["itemId"] },
);
const condition = fc.oneof(
  fc.record({ field: fc.constantFrom("categories", "tags"), eq: fc.oneof(name, fc.nat(2)) }),
  fc.record({ field: fc.constantFrom("categories", "tags"), in: fc.array(fc.oneof({ weight: 4, arbitrary: name }, fc.nat(2))) }),
  fc.record({ field: fc.constantFrom("categories", "tags"), eq: name, gt: name }),
  fc.record({ field: fc.constantFrom("categories", "tags"), exists: fc.boolean() }),
  fc.record({ field: fc.constant("price"), gte: fc.nat(3) }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    condition,
    fc.record({ all: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ not: fc.array(tie("filter"), { maxLength: 3 }) }),
  ),
}));

describe("termFilterOf", () => {
  it("lets through whatever the filter lets through", () => {
    fc.assert(
      fc.property(filter, item, (filter, item) => {
        const terms = termFilterOf(filter);
        if (terms === undefined || !matchesFilter(filter, catalogueEntry("i", item))) return;
        expect(passesTerms(terms, itemTerms(item))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("asks by category and tag, and never for the hidden", () => {
    const both: Filter = { all: [{ field: "categories", in: ["jazz", "rock"] }, { not: [{ field: "tags", eq: "live" }] }] };
    expect(termFilterOf(both)).toEqual({ all: [["categories:jazz", "categories:rock"]], none: ["tags:live", "hidden"] });
    const either: Filter = {
      any: [
        { field: "categories", eq: "jazz" },
        { field: "tags", eq: "live" },
      ],
    };
    expect(termFilterOf(either)).toEqual({ all: [["categories:jazz", "tags:live"]], none: ["hidden"] });
    expect(itemTerms({ itemId: "i", categories: ["jazz", "jazz"], tags: ["live"], hidden: true })).toEqual([
      "categories:jazz",
      "hidden",
      "tags:live",
    ]);
  });

  it("says nothing of what only the catalogue knows", () => {
    const cheap: Filter = { field: "price", lt: 3 };
    expect([undefined, cheap, { any: [cheap, { field: "tags", eq: "live" }] }, { not: [cheap] }].map(termFilterOf)).toEqual(
      Array(4).fill(undefined),
    );
  });
});
