import { type ConfidenceSequence, confidenceSequence } from "./confidence-sequence.ts";
import { type Lift, lift } from "./lift.ts";
import { type SampleRatio, sampleRatio } from "./sample-ratio.ts";
import { type ExperimentAggregate, VARIANTS, type Variant, type VariantAggregate, type VariantKey } from "./schema.ts";
import { meanOf, proportionOf, type SampleMean } from "./sufficient-statistics.ts";

/** Both are numbers per person, since people and not lists were assigned at random. */
export const METRICS = ["click_through", "conversion"] as const;
export type Metric = (typeof METRICS)[number];

export interface MetricResult {
  readonly metric: Metric;
  readonly variants: Readonly<Record<VariantKey, SampleMean>>;
  /** Undefined while there is nothing to compare. */
  readonly comparison: (Lift & ConfidenceSequence) | undefined;
}

export interface ExperimentResults {
  readonly people: Readonly<Record<VariantKey, number>>;
  readonly exposures: Readonly<Record<VariantKey, number>>;
  readonly severalVariants: number;
  readonly metrics: readonly MetricResult[];
  readonly sampleRatio: SampleRatio;
}

/** The statistics of one phase as of now; they may be looked at at any time. */
export function results(aggregate: ExperimentAggregate, variants: readonly Pick<Variant, "key" | "weight">[]): ExperimentResults {
  const { control, treatment } = aggregate.variants;
  const weightOf = (key: VariantKey) => variants.find((variant) => variant.key === key)?.weight ?? 0;
  return {
    people: { control: control.people, treatment: treatment.people },
    exposures: { control: control.exposures, treatment: treatment.exposures },
    severalVariants: aggregate.severalVariants,
    metrics: METRICS.map((metric) => metricResult(metric, sampleOf(metric, control), sampleOf(metric, treatment))),
    sampleRatio: sampleRatio([control.people, treatment.people], VARIANTS.map(weightOf)),
  };
}

function metricResult(metric: Metric, control: SampleMean, treatment: SampleMean): MetricResult {
  const found = lift(control, treatment);
  return {
    metric,
    variants: { control, treatment },
    comparison: found === undefined ? undefined : { ...found, ...confidenceSequence(found) },
  };
}

function sampleOf(metric: Metric, { people, conversions, clickThrough }: VariantAggregate): SampleMean {
  return metric === "click_through" ? meanOf(clickThrough) : proportionOf(people, conversions);
}
