import { avroOf } from "@attune/core/schemas/avro-of";
import { checkCompatibility } from "@attune/core/schemas/check-compatibility";
import { exampleProperties } from "@attune/core/schemas/example-properties";
import { anyFields } from "@attune/core/schemas/fields.fixture";
import type { Field } from "@attune/core/schemas/schema";
import avro, { type Schema } from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Logical types play no part in whether a schema can read another (Avro 1.12), so avsc is asked about what they are stored as. */
const typeOf = (fields: readonly Field[]) =>
  avro.Type.forSchema(JSON.parse(JSON.stringify(avroOf("song.play", fields))) as Schema, { wrapUnions: false });

function resolves(older: readonly Field[], newer: readonly Field[]): boolean {
  try {
    typeOf(newer).createResolver(typeOf(older));
    return true;
  } catch {
    return false;
  }
}

describe("checkCompatibility, held against avsc's own schema resolution", () => {
  it("says compatible exactly when avsc can read the older version under the newer one", () => {
    let compatible = 0;
    let breaking = 0;
    fc.assert(
      fc.property(anyFields, anyFields, (older, newer) => {
        const ours = checkCompatibility(older, newer).length === 0;
        if (ours) compatible += 1;
        else breaking += 1;
        expect(ours).toBe(resolves(older, newer));
      }),
      { numRuns: 3000 },
    );
    // Otherwise the property would say nothing.
    expect(Math.min(compatible, breaking)).toBeGreaterThan(100);
  });

  it("lets what was written under the older version be read under the newer one", () => {
    fc.assert(
      fc.property(anyFields, anyFields, (older, newer) => {
        fc.pre(checkCompatibility(older, newer).length === 0);
        const [writer, reader] = [typeOf(older), typeOf(newer)];
        const sent = exampleProperties(older);
        for (const { name, type } of older) if (type === "timestamp") sent[name] = 1_769_860_800_000;
        const read = reader.fromBuffer(writer.toBuffer(sent), reader.createResolver(writer)) as Record<string, unknown>;
        expect(Object.keys(read).sort()).toEqual(newer.map(({ name }) => name).sort());
      }),
      { numRuns: 500 },
    );
  });
});
