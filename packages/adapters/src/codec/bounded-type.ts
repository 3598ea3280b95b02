import avro, { type Schema, type Type } from "avsc";

/** The part of avsc's reader that is used here. */
interface Tap {
  readonly buf: Buffer;
  readonly pos: number;
  readLong(): number;
  readString(): string;
}

interface Readable {
  _read(tap: Tap): unknown;
}

/**
 * An avsc type that no bytes can make loop or allocate beyond their own length. avsc believes the count in front of an array or map: five
 * bytes may promise 2^40 elements, and reading past the end yields zeros for ever. Here a count must fit in what is left (an element has at
 * least one byte). It overrides avsc's internal `_read`, hence the exact version in package.json and the fuzz test of the codec.
 */
export function boundedType(schema: Schema): Type {
  return avro.Type.forSchema(schema, {
    omitRecordMethods: true,
    typeHook(nested, options) {
      const kind = typeof nested === "object" && "type" in nested ? nested.type : undefined;
      if (kind === "array") return new BoundedArrayType(nested, options);
      if (kind === "map") return new BoundedMapType(nested, options);
      return undefined;
    },
  });
}

class BoundedArrayType extends avro.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Readable;
    const read: unknown[] = [];
    eachOfBlocks(tap, () => read.push(items._read(tap)));
    return read;
  }
}

class BoundedMapType extends avro.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const values = this.valuesType as Readable;
    const read: Record<string, unknown> = {};
    eachOfBlocks(tap, () => {
      const key = tap.readString();
      read[key] = values._read(tap);
    });
    return read;
  }
}

function eachOfBlocks(tap: Tap, readOne: () => void): void {
  for (;;) {
    let count = tap.readLong();
    if (count === 0 || Number.isNaN(count)) return;
    if (count < 0) {
      count = -count;
      tap.readLong();
    }
    if (!(count <= tap.buf.length - tap.pos)) throw new RangeError(`${count} elements cannot be in what is left`);
    while (count-- > 0) readOne();
  }
}
