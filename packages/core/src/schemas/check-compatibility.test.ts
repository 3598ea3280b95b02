import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCompatibility } from "./check-compatibility.ts";
import { compileValidator } from "./compile-validator.ts";
import { anyFields, field } from "./fields.fixture.ts";
import type { Field } from "./schema.ts";

const kinds = (older: Field[], newer: Field[]) => checkCompatibility(older, newer).map(({ path, kind }) => `${path} ${kind}`);
const optional = { required: false } as const;

describe("checkCompatibility: BACKWARD", () => {
  it.each<[string, Field[], Field[], string[]]>([
    ["the same again", [field("a", "string")], [field("a", "string")], []],
    ["an optional field added", [], [field("a", "string", optional)], []],
    ["a required field with a default added", [], [field("a", "int", { default: 0 })], []],
    ["a required field without default added", [], [field("a", "string")], ["/a field_added_without_default"]],
    ["a field removed", [field("a", "string")], [], []],
    ["required becomes optional", [field("a", "string")], [field("a", "string", optional)], []],
    ["optional becomes required", [field("a", "string", optional)], [field("a", "string")], ["/a became_required"]],
    [
      "optional becomes required with a default",
      [field("a", "int", optional)],
      [field("a", "int", { default: 1 })],
      ["/a became_required"],
    ],
    ["int becomes long", [field("a", "int")], [field("a", "long")], []],
    ["int becomes double", [field("a", "int")], [field("a", "double")], []],
    ["long becomes double", [field("a", "long")], [field("a", "double")], []],
    ["long becomes timestamp", [field("a", "long")], [field("a", "timestamp")], []],
    ["timestamp becomes long", [field("a", "timestamp")], [field("a", "long")], []],
    ["long becomes int", [field("a", "long")], [field("a", "int")], ["/a type_changed"]],
    ["double becomes long", [field("a", "double")], [field("a", "long")], ["/a type_changed"]],
    ["timestamp becomes int", [field("a", "timestamp")], [field("a", "int")], ["/a type_changed"]],
    ["string becomes int", [field("a", "string")], [field("a", "int")], ["/a type_changed"]],
    ["enum becomes string", [field("a", "enum")], [field("a", "string")], ["/a type_changed"]],
    ["string becomes an array", [field("a", "string")], [field("a", "string_array")], ["/a type_changed"]],
    ["a symbol added", [field("a", "enum", { symbols: ["RED"] })], [field("a", "enum", { symbols: ["RED", "BLUE"] })], []],
    ["a symbol removed", [field("a", "enum")], [field("a", "enum", { symbols: ["RED"] })], ["/a symbol_removed"]],
    ["a default changed", [field("a", "int", { default: 1 })], [field("a", "int", { default: 2 })], []],
    ["a treatment changed", [field("a", "string")], [field("a", "string", { personal: "hash" })], []],
    ["renamed", [field("colour", "string")], [field("color", "string")], ["/color field_added_without_default"]],
  ])("%s", (_, older, newer, expected) => {
    expect(kinds(older, newer)).toEqual(expected);
  });

  it("names everything at once, in plain words, with an event that would be lost and what to do", () => {
    const older = [field("colour", "string"), field("size", "enum"), field("price", "double"), field("note", "string", optional)];
    const newer = [field("color", "string"), field("size", "enum", { symbols: ["RED"] }), field("price", "int"), field("note", "string")];
    const violations = checkCompatibility(older, newer);
    expect(violations.map(({ kind }) => kind)).toEqual([
      "field_added_without_default",
      "symbol_removed",
      "type_changed",
      "became_required",
    ]);
    expect(violations[0]).toMatchObject({
      message: '"color" is new and required, but events of the version before do not have it.',
      exampleDocument: { colour: "some colour", size: "RED", price: 1.5 },
      suggestion: expect.stringContaining('keep "colour" too'),
    });
    expect(violations[1]?.exampleDocument).toMatchObject({ size: "GREEN" });
    expect(violations[3]?.exampleDocument).not.toHaveProperty("note");
  });

  it("gives examples that the older version accepts and the newer one refuses from a producer too, except where a number was only narrowed", () => {
    fc.assert(
      fc.property(anyFields, anyFields, (older, newer) => {
        for (const { kind, exampleDocument, field: name } of checkCompatibility(older, newer)) {
          expect(complaints(older, exampleDocument)).toEqual([]);
          const refused = complaints(newer, exampleDocument).includes(name);
          const filled = newer.find((one) => one.name === name)?.default !== undefined;
          expect(refused || kind === "type_changed" || (kind === "became_required" && filled)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function complaints(fields: Field[], document: Readonly<Record<string, unknown>>): string[] {
  const names: string[] = [];
  compileValidator(fields)(
    document,
    () => "x",
    (name) => names.push(name),
  );
  return names;
}
