import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH, unsafeContent } from "./unsafe-content.ts";

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

describe("unsafeContent", () => {
  it.each([
    [JSON.parse('{"a":{"__proto__":{"admin":true}}}'), "a.__proto__"],
    [{ a: [{ constructor: 1 }] }, "a[0].constructor"],
    [{ prototype: {} }, "prototype"],
    [{ a: { b: ["fine", "\ud800"] } }, "a.b[1]"],
    [{ a: { "\udc00": 1 } }, "a"],
  ])("finds %j at %s", (value, path) => expect(unsafeContent(value, "")?.path).toBe(path));

  it("stops at its depth", () => {
    expect(unsafeContent(nested(MAX_DEPTH), "")).toBeUndefined();
    expect(unsafeContent(nested(MAX_DEPTH + 1), "x")?.message).toContain("deeper");
  });

  it("has nothing against well-formed content", () => {
    const clean = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "binary" }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie("list"),
        tie("object"),
      ),
      list: fc.array(tie("value"), { maxLength: 3 }),
      object: fc.dictionary(
        fc.string({ maxLength: 6 }).filter((key) => !["__proto__", "constructor", "prototype"].includes(key)),
        tie("value"),
        { maxKeys: 3 },
      ),
    })).value;
    fc.assert(
      fc.property(clean, (value) => {
        expect(unsafeContent(value, "")).toBeUndefined();
      }),
    );
  });
});
