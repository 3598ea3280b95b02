import { bucketRanges, chooseVariant } from "./choose-variant.ts";
import { hash } from "./hash.ts";
import type { Exposure, RunningExperiment } from "./schema.ts";

/** The subject's variant: the same on every server and at every request, and of no account who else takes part. Undefined outside of all ranges. */
export function assign(
  experiment: Pick<RunningExperiment, "id" | "phase" | "seed" | "conversionEvent"> & {
    readonly variants: readonly Pick<RunningExperiment["variants"][number], "key" | "weight">[];
  },
  subject: string,
): Exposure | undefined {
  const { id, phase, seed, variants, conversionEvent } = experiment;
  const bucket = hash(seed, subject);
  const ranges = bucketRanges(
    variants.length,
    1,
    variants.map(({ weight }) => weight),
  );
  const variant = variants[chooseVariant(bucket, ranges)];
  return variant === undefined ? undefined : { experimentId: id, phase, variant: variant.key, bucket, conversionEvent };
}
