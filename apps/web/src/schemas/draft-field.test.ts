import type { Field } from "@attune/core/schemas/schema";
import { describe, expect, test } from "vitest";
import { draftOf, emptyDraft, fieldOf } from "./draft-field.ts";

describe("a draft", () => {
  test.each<Field>([
    { name: "a", type: "string", required: true, default: "x", description: "why" },
    { name: "b", type: "enum", symbols: ["S", "M"], required: true, default: "S" },
    { name: "c", type: "string_array", required: true, default: ["x", "y"] },
    { name: "d", type: "boolean", required: true, default: false },
    { name: "e", type: "double", required: true, default: -1.5 },
    { name: "f", type: "timestamp", required: true, default: "2026-01-31T12:00:00Z" },
    { name: "g", type: "long", required: false, personal: "seal" },
  ])("gives back the field it was made of: %o", (field) => {
    expect(fieldOf(draftOf(field, "k"))).toEqual(field);
  });

  test("keeps what cannot be read as it was typed", () => {
    expect(fieldOf({ ...emptyDraft("k"), name: " n ", type: "int", required: true, defaultText: "many" })).toMatchObject({
      name: "n",
      default: "many",
    });
    expect(fieldOf({ ...emptyDraft("k"), type: "enum", symbolsText: " A,, B " })).toMatchObject({ symbols: ["A", "B"] });
  });

  test("has no default while it is optional", () => {
    expect(fieldOf({ ...emptyDraft("k"), defaultText: "x" })).not.toHaveProperty("default");
  });
});
