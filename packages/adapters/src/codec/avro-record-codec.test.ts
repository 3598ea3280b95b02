import { UndecodableRecord } from "@attune/core/ports/record-codec";
import { recordCodecContract } from "@attune/core/ports/record-codec.contract";
import { describe, expect, it } from "vitest";
import { avroCodec } from "./avro-codec.ts";
import { avroRecordCodec } from "./avro-record-codec.ts";
import { RECORD_SCHEMAS } from "./record-schemas.ts";

recordCodecContract("avro", avroRecordCodec());

describe("schema ids", () => {
  it("are never given twice", () => {
    const ids = Object.values(RECORD_SCHEMAS).flatMap((versions) => versions.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("avroCodec", () => {
  const v1 = {
    id: 7,
    version: 1,
    schema: {
      type: "record",
      name: "R",
      fields: [
        { name: "a", type: { type: "array", items: "string" } },
        { name: "gone", type: "int" },
      ],
    },
  } as const;
  const v2 = {
    id: 8,
    version: 2,
    schema: {
      type: "record",
      name: "R",
      fields: [
        { name: "a", type: { type: "array", items: "string" } },
        { name: "b", type: ["null", "long"], default: null },
      ],
    },
  } as const;
  const same = <T>(value: T) => value;

  it("decodes a record of an older schema, with defaults for what it lacks", () => {
    const old = avroCodec<{ a: string[]; gone: number }, { a: string[]; gone: number }>([v1 as never], same, same);
    const both = avroCodec<{ a: string[]; b: number | null }, { a: string[]; b: number | null }>([v1, v2] as never, same, (wire) => ({
      ...wire,
    }));
    expect(both.decode(old.encode({ a: ["x", "y"], gone: 3 }))).toEqual({ a: ["x", "y"], b: null });
    expect(both.decode(both.encode({ a: [], b: 5 }))).toEqual({ a: [], b: 5 });
    expect(() => old.decode(both.encode({ a: [], b: 5 }))).toThrow(UndecodableRecord);
  });

  it("refuses at once a count that the bytes cannot hold, also of an older schema", () => {
    const both = avroCodec([v1, v2] as never, same, same);
    for (const id of [7, 8]) {
      const promises2To40Elements = Buffer.from([0, 0, 0, 0, id, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0, 0]);
      expect(() => both.decode(promises2To40Elements)).toThrow(/elements/);
    }
  });

  it("grows for a record larger than any before", () => {
    const codec = avroCodec<{ a: string[]; b: null }, { a: string[]; b: null }>([v2 as never], same, (wire) => ({ ...wire }));
    const large = { a: ["x".repeat(100_000)], b: null };
    expect(codec.decode(codec.encode(large))).toEqual(large);
  });
});
