import { type PersonExperiment, VARIANTS, type VariantKey } from "../experiments/schema.ts";
import type { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";

const [CONVERTED, SEVERAL, TREATMENT] = [1, 2, 4];

/** About 35 bytes for each experiment. */
export function writeExperiments(out: ByteWriter, experiments: readonly PersonExperiment[]): void {
  out.varint(experiments.length);
  for (const { experimentId, phase, variant, conversionEvent, firstAtMs, lastAtMs, lists, clicked, converted, several } of experiments) {
    const flags = (converted ? CONVERTED : 0) | (several ? SEVERAL : 0) | (variant === "treatment" ? TREATMENT : 0);
    out.text(experimentId).varint(phase).text(conversionEvent).u8(flags);
    out
      .u48(firstAtMs)
      .varint(lastAtMs - firstAtMs)
      .varint(lists)
      .varint(clicked);
  }
}

export function readExperiments(reader: ByteReader): PersonExperiment[] {
  return Array.from({ length: reader.varint() }, () => {
    const [experimentId, phase, conversionEvent, flags] = [reader.text(), reader.varint(), reader.text(), reader.u8()];
    const firstAtMs = reader.u48();
    return {
      experimentId,
      phase,
      variant: VARIANTS[(flags & TREATMENT) === 0 ? 0 : 1] as VariantKey,
      conversionEvent,
      firstAtMs,
      lastAtMs: firstAtMs + reader.varint(),
      lists: reader.varint(),
      clicked: reader.varint(),
      converted: (flags & CONVERTED) !== 0,
      several: (flags & SEVERAL) !== 0,
    };
  });
}
