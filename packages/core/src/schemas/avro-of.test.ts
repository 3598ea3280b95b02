import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avroOf } from "./avro-of.ts";
import { anyFields, field } from "./fields.fixture.ts";
import { fieldsOf } from "./fields-of.ts";

describe("avroOf", () => {
  it("says a type's fields in Avro", () => {
    const fields = [
      field("colour", "string", { description: "of the cover" }),
      field("size", "enum", { symbols: ["S", "M"], default: "M" }),
      field("at", "timestamp", { required: false }),
      field("email", "string", { personal: "hash" }),
    ];
    expect(avroOf("song.play-end", fields)).toEqual({
      type: "record",
      name: "song_play_end",
      namespace: "attune.properties",
      eventType: "song.play-end",
      fields: [
        { name: "colour", type: "string", doc: "of the cover" },
        { name: "size", type: { type: "enum", name: "song_play_end_size", symbols: ["S", "M"] }, default: "M" },
        { name: "at", type: ["null", { type: "long", logicalType: "timestamp-millis" }], default: null },
        { name: "email", type: "string", personal: "hash" },
      ],
    });
  });

  it("and back again, but for a default written as a text of time", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const expected = fields.map((one) =>
          one.type === "timestamp" && one.default !== undefined ? { ...one, default: Date.parse(String(one.default)) } : one,
        );
        expect(fieldsOf(JSON.parse(JSON.stringify(avroOf("view", fields))))).toEqual({ fields: expected });
      }),
    );
  });
});

describe("fieldsOf", () => {
  const record = (...fields: unknown[]) => ({ type: "record", name: "r", fields });

  it.each<[string, unknown, string, string]>([
    ["no record", "string", "", "must be an Avro record"],
    ["a record within", record({ name: "a", type: record() }), "fields[0].type", "use one field for each of its fields"],
    ["a map", record({ name: "a", type: { type: "map", values: "int" } }), "fields[0].type", "use one field for each key"],
    ["a float", record({ name: "a", type: "float" }), "fields[0].type", "use double"],
    ["bytes", record({ name: "a", type: ["null", "bytes"] }), "fields[0].type", "use string"],
    ["another union", record({ name: "a", type: ["string", "int"] }), "fields[0].type", "only union"],
    ["another array", record({ name: "a", type: { type: "array", items: "int" } }), "fields[0].type.items", "arrays of strings"],
    [
      "another logical type",
      record({ name: "a", type: { type: "int", logicalType: "date" } }),
      "fields[0].type.logicalType",
      "timestamp-millis",
    ],
    ["aliases", record({ name: "a", type: "int", aliases: ["b"] }), "fields[0].aliases", "not supported"],
    ["a name twice", record({ name: "a", type: "int" }, { name: "a", type: "int" }), "fields[1].name", "already"],
    ["a wrong default", record({ name: "a", type: "int", default: "x" }), "fields[0].default", "whole number"],
    ["no name", record({ type: "int" }), "fields[0]", "name"],
  ])("names what it cannot say: %s", (_, schema, path, sentence) => {
    const read = fieldsOf(schema);
    expect(read).toMatchObject({ problems: [{ path }] });
    expect(JSON.stringify(read)).toContain(sentence);
  });

  it("never throws, whatever JSON it is given", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fieldsOf(value)).toBeTypeOf("object");
        expect(fieldsOf({ type: "record", name: "r", fields: [value] })).toBeTypeOf("object");
      }),
    );
  });
});
