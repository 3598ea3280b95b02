import { type Codec, UndecodableRecord } from "@attune/core/ports/record-codec";
import type { Type } from "avsc";
import { boundedType } from "./bounded-type.ts";
import type { SchemaVersion } from "./record-schemas.ts";

const HEADER_BYTES = 5;

/**
 * A codec over all versions of a record's schema: encodes under the last, decodes any. `Wire` is what avsc reads and writes for the last
 * version; an older record is resolved into it by Avro's rules (fields that are missing get their defaults).
 * Encoding uses one scratch buffer, so the answer is a copy of exactly the record's size.
 */
export function avroCodec<T, Wire>(versions: readonly SchemaVersion[], toWire: (record: T) => Wire, fromWire: (wire: Wire) => T): Codec<T> {
  const newest = versions.at(-1);
  if (newest === undefined) throw new RangeError("a codec needs at least one schema");
  const types = new Map<number, Type>(versions.map(({ id, schema }) => [id, boundedType(schema)]));
  const written = types.get(newest.id) as Type;
  const resolvers = new Map(versions.slice(0, -1).map(({ id }) => [id, written.createResolver(types.get(id) as Type)]));
  let scratch = Buffer.allocUnsafe(8 * 1024);

  const decodeWire = (bytes: Buffer): Wire => {
    const id = bytes.readUInt32BE(1);
    const type = types.get(id);
    if (bytes[0] !== 0 || type === undefined) throw new RangeError(`no schema ${id} is known for it`);
    const decoded = type.decode(bytes, HEADER_BYTES) as { value: Wire; offset: number };
    if (decoded.offset !== bytes.length) throw new RangeError("it is cut off or has something behind it");
    const resolver = resolvers.get(id);
    // Read under its own schema first, which is what bounds it; old records are few.
    return resolver === undefined ? decoded.value : (written.decode(bytes, HEADER_BYTES, resolver) as { value: Wire }).value;
  };

  return {
    encode(record) {
      const wire = toWire(record);
      let end = written.encode(wire, scratch, HEADER_BYTES);
      if (end < 0) {
        // avsc answers how much did not fit, as a negative number.
        scratch = Buffer.allocUnsafe(2 * (scratch.length - end));
        end = written.encode(wire, scratch, HEADER_BYTES);
      }
      scratch[0] = 0;
      scratch.writeUInt32BE(newest.id, 1);
      return Buffer.copyBytesFrom(scratch, 0, end);
    },

    decode(bytes) {
      try {
        return fromWire(decodeWire(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
      } catch (cause) {
        throw new UndecodableRecord(`the record cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    },
  };
}
