import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { type ExperimentAggregate, VARIANTS, type VariantAggregate } from "./schema.ts";

const FORMAT = 1;

export function packAggregate({ variants, severalVariants }: ExperimentAggregate, out: ByteWriter): Uint8Array {
  out.u8(FORMAT).varint(severalVariants);
  for (const key of VARIANTS) {
    const { people, exposures, conversions, clickThrough } = variants[key];
    out.varint(people).varint(exposures).varint(conversions);
    out.varint(clickThrough.n).varint(clickThrough.sum).varint(clickThrough.sumOfSquares);
  }
  return out.finish();
}

export function unpackAggregate(bytes: Uint8Array): ExperimentAggregate {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== FORMAT) throw new RangeError("packed experiment aggregate has an unknown format");
  const severalVariants = reader.varint();
  const variant = (): VariantAggregate => ({
    people: reader.varint(),
    exposures: reader.varint(),
    conversions: reader.varint(),
    clickThrough: { n: reader.varint(), sum: reader.varint(), sumOfSquares: reader.varint() },
  });
  return { severalVariants, variants: { control: variant(), treatment: variant() } };
}
