import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileValidator } from "./compile-validator.ts";
import { exampleProperties } from "./example-properties.ts";
import { anyFields, field } from "./fields.fixture.ts";
import type { Field } from "./schema.ts";

const hash = (name: string, value: string) => `${name}-${value}`.replaceAll(/\W/g, "_").padEnd(22, "_").slice(0, 22);
function check(fields: Field[], sent: Record<string, unknown> | undefined) {
  const wrong: Record<string, string> = {};
  const kept = compileValidator(fields)(sent, hash, (name, message) => {
    wrong[name] = message;
  });
  return { kept, wrong };
}

describe("compileValidator", () => {
  it("is closed, and knows what was meant", () => {
    const fields = [field("colour", "string")];
    expect(check(fields, { colour: "red", color: "red" }).wrong).toEqual({ color: "unknown property, did you mean colour?" });
    expect(check(fields, { colour: "red", weight: 1 }).wrong["weight"]).toContain("known are colour");
    expect(check(fields, { colour: "red", dwellMs: 3 }).wrong).toEqual({});
  });

  it("asks for what is required, and fills in defaults without changing what was sent", () => {
    const fields = [field("colour", "string"), field("count", "int", { default: 1 }), field("note", "string", { required: false })];
    expect(check(fields, undefined).wrong).toEqual({ colour: "is required" });
    const sent = Object.freeze({ colour: "red" });
    expect(check(fields, sent)).toEqual({ kept: { colour: "red", count: 1 }, wrong: {} });
    expect(check(fields, { colour: "red", note: null }).wrong).toEqual({});
    expect(check(fields, { colour: null }).wrong).toEqual({ colour: "must be a text, not null" });
  });

  it.each<[Field, unknown[], unknown[]]>([
    [field("x", "string"), ["", "ü"], [1, true, null, [], {}]],
    [field("x", "boolean"), [true, false], [0, "true", null]],
    [field("x", "int"), [0, -1, 2 ** 31 - 1, -(2 ** 31)], [2 ** 31, -(2 ** 31) - 1, 1.5, "1", null]],
    [field("x", "long"), [2 ** 53 - 1, -1], [2 ** 53, 0.5, "1"]],
    [field("x", "double"), [1.5, 0, -1e300], ["1.5", null, true]],
    [field("x", "timestamp"), [0, "2026-01-31T12:00:00Z"], ["2026-01-31T12:00:00", "yesterday", 1.5, true]],
    [field("x", "enum"), ["RED", "BLUE"], ["red", "PINK", 0, ["RED"]]],
    [field("x", "string_array"), [[], ["a", ""]], [["a", 1], "a", {}]],
  ])("takes the right values of %o", (one, right, wrong) => {
    for (const value of right) expect(check([one], { x: value }).wrong, JSON.stringify(value)).toEqual({});
    for (const value of wrong) expect(check([one], { x: value }).wrong, JSON.stringify(value)).toHaveProperty("x");
  });

  it("says which symbol was meant", () => {
    expect(check([field("x", "enum")], { x: "red" }).wrong).toEqual({ x: "must be one of RED, GREEN, BLUE, did you mean RED?" });
  });

  it("treats what is personal before anybody stores it, and times as milliseconds", () => {
    const fields = [
      field("email", "string", { personal: "hash" }),
      field("friends", "string_array", { personal: "hash" }),
      field("phone", "string", { required: false, personal: "drop" }),
      field("name", "string", { personal: "seal" }),
      field("at", "timestamp"),
    ];
    const sent = { email: "ada@example.com", friends: ["bob"], phone: "1234", name: "Ada", at: "1970-01-01T00:00:01Z" };
    const { kept, wrong } = check(fields, sent);
    expect(wrong).toEqual({});
    expect(JSON.parse(JSON.stringify(kept))).toEqual({
      email: `hash:${hash("email", "ada@example.com")}`,
      friends: [`hash:${hash("friends", "bob")}`],
      name: "Ada",
      at: 1000,
    });
    expect(sent.email).toBe("ada@example.com");
    // What was kept can be sent again and stays the same.
    expect(check(fields, kept).kept).toEqual(kept);
  });

  it("accepts an example of any fields, and keeps it as it is where nothing is treated", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const sent = exampleProperties(fields);
        const { kept, wrong } = check(fields, sent);
        expect(wrong).toEqual({});
        if (fields.every(({ type, personal }) => type !== "timestamp" && personal !== "hash" && personal !== "drop"))
          expect(kept).toBe(sent);
      }),
    );
  });

  it("never throws, whatever JSON is sent", () => {
    fc.assert(
      fc.property(anyFields, fc.dictionary(fc.constantFrom("a", "b", "c", "z"), fc.jsonValue()), (fields, sent) => {
        expect(check(fields, sent as Record<string, unknown>)).toBeTypeOf("object");
      }),
    );
  });
});
