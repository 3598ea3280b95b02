import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogueEntry } from "../catalogue/catalogue-view.ts";
import { matchesFilter } from "./matches-filter.ts";
import { parseFilter } from "./parse-filter.ts";
import type { Filter } from "./schema.ts";

const track = catalogueEntry("t1", {
  itemId: "t1",
  title: "Night Drive",
  categories: ["synthwave", "night"],
  price: 1.29,
  publishedAt: "2026-01-10T00:00:00Z",
  hidden: false,
  attributes: { bpm: 104, live: true, moods: ["calm", "dark"] },
});
const implicit = catalogueEntry("t2", undefined);

function passes(raw: unknown, entry = track): boolean {
  const parsed = parseFilter(raw);
  if ("errors" in parsed) throw new Error(JSON.stringify(parsed.errors));
  return matchesFilter(parsed.filter, entry);
}

describe("matchesFilter", () => {
  it.each<[object, boolean]>([
    [{ field: "price", eq: 1.29 }, true],
    [{ field: "price", eq: "1.29" }, false],
    [{ field: "price", gt: 1, lte: 1.29 }, true],
    [{ field: "price", gt: 1, lt: 1.29 }, false],
    [{ field: "categories", eq: "night" }, true],
    [{ field: "categories", in: ["jazz", "synthwave"] }, true],
    [{ field: "categories", in: ["jazz"] }, false],
    [{ field: "publishedAt", gte: "2026-01-10T01:00:00+01:00" }, true],
    [{ field: "publishedAt", lt: Date.UTC(2026, 0, 10) }, false],
    [{ field: "title", gt: "M", lt: "O" }, true],
    [{ field: "attributes.live", eq: true }, true],
    [{ field: "attributes.moods", eq: "dark" }, true],
    [{ field: "attributes.bpm", exists: true }, true],
    [{ field: "attributes.key", exists: false }, true],
    [{ field: "attributes.key", eq: "C" }, false],
    [{ field: "attributes.toString", exists: true }, false],
    [{ field: "itemId", in: ["t1", "t2"] }, true],
    [{ not: [{ field: "hidden", eq: true }] }, true],
    [
      {
        all: [
          { field: "price", lt: 2 },
          {
            any: [
              { field: "categories", eq: "jazz" },
              { field: "attributes.bpm", gte: 100 },
            ],
          },
        ],
      },
      true,
    ],
  ])("%j is %s", (filter, expected) => expect(passes(filter)).toBe(expected));

  it("lets an item of which nothing is known pass only what asks for nothing", () => {
    expect(passes({ field: "price", lt: 100 }, implicit)).toBe(false);
    expect(passes({ field: "price", exists: false }, implicit)).toBe(true);
    expect(passes({ not: [{ field: "hidden", eq: true }] }, implicit)).toBe(true);
  });

  it("obeys De Morgan", () => {
    const condition = fc.record({
      field: fc.constantFrom("price", "attributes.bpm", "title"),
      gt: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom("A", "Z")),
    });
    const filter = fc.letrec<{ node: Filter }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        condition,
        fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((not) => ({ not })),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 3 }), (parts) => {
        expect(matchesFilter({ not: parts }, track)).toBe(matchesFilter({ all: parts.map((part) => ({ not: [part] })) }, track));
        expect(matchesFilter({ any: parts }, track)).toBe(!matchesFilter({ not: parts }, track));
      }),
    );
  });
});

describe("parseFilter", () => {
  it.each<[unknown, string]>([
    [{}, "filter.field"],
    [{ field: "price" }, "filter"],
    [{ field: "price", gt: 1, all: [] }, "filter.field"],
    [{ all: [{ field: "price", gt: 1 }, 7] }, "filter.all[1]"],
    [{ all: {} }, "filter.all"],
    [{ field: "price", in: [] }, "filter.in"],
    [{ field: "price", eq: { a: 1 } }, "filter.eq"],
    [{ field: "publishedAt", gt: "soon" }, "filter.gt"],
    [{ any: [{ not: [{ field: "attributes.", eq: 1 }] }] }, "filter.any[0].not[0].field"],
    [{ field: "__proto__", eq: 1 }, "filter.field"],
  ])("names what is wrong with %j at %s", (raw, path) => {
    const parsed = parseFilter(raw);
    expect("errors" in parsed && parsed.errors[0]?.path).toBe(path);
  });

  it("refuses what is too large or too deep", () => {
    const deep = (levels: number): unknown => (levels === 0 ? { field: "price", gt: 1 } : { all: [deep(levels - 1)] });
    expect("filter" in parseFilter(deep(7))).toBe(true);
    expect("errors" in parseFilter(deep(8))).toBe(true);
    expect("errors" in parseFilter({ any: Array.from({ length: 70 }, () => ({ field: "price", gt: 1 })) })).toBe(true);
  });
});
