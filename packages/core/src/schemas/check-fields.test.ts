import { describe, expect, it } from "vitest";
import { checkFields } from "./check-fields.ts";
import { field } from "./fields.fixture.ts";

const paths = (...fields: unknown[]) => checkFields(fields).map(({ path }) => path);

describe("checkFields", () => {
  it("has nothing against good ones", () => {
    expect(paths(field("a", "string"), field("b", "enum", { default: "RED" }), field("c", "long", { required: false }))).toEqual([]);
  });

  it.each([
    [field("1a", "string"), "fields[0].name"],
    [field("toString", "string"), "fields[0].name"],
    [{ ...field("a", "string"), colour: 1 }, "fields[0]"],
    [field("a", "enum", { symbols: undefined as never }), "fields[0].symbols"],
    [field("a", "enum", { symbols: ["A", "A"] }), "fields[0].symbols"],
    [field("a", "string", { symbols: ["A"] }), "fields[0].symbols"],
    [field("a", "int", { default: 1.5 }), "fields[0].default"],
    [field("a", "string", { default: "x", required: false }), "fields[0].default"],
    [field("a", "int", { personal: "hash" }), "fields[0].personal"],
    [field("a", "string", { personal: "drop" }), "fields[0].required"],
    [field("dwellMs", "string"), "fields[0].type"],
    ["nonsense", "fields[0]"],
  ])("refuses %o at %s", (one, path) => {
    expect(paths(one)).toEqual([path]);
  });

  it("names every mistake of every field", () => {
    expect(paths(field("a", "int", { default: "x" }), field("a", "enum", { symbols: ["A", "A"] }))).toEqual([
      "fields[0].default",
      "fields[1].name",
      "fields[1].symbols",
    ]);
    expect(checkFields(Array.from({ length: 201 }, (_, i) => field(`f${i}`, "int")))).toHaveLength(1);
  });
});
