import type { ExperimentAggregate, PersonExperiment, VariantAggregate } from "./schema.ts";
import { addShare, mergeMoments, NO_MOMENTS, removeShare } from "./sufficient-statistics.ts";

const NOBODY: VariantAggregate = { people: 0, exposures: 0, conversions: 0, clickThrough: NO_MOMENTS };

export const EMPTY_AGGREGATE: ExperimentAggregate = { variants: { control: NOBODY, treatment: NOBODY }, severalVariants: 0 };

export function addPerson(aggregate: ExperimentAggregate, person: PersonExperiment): ExperimentAggregate {
  return changed(aggregate, person, 1);
}

/** Takes out exactly what `addPerson` put in. */
export function removePerson(aggregate: ExperimentAggregate, person: PersonExperiment): ExperimentAggregate {
  return changed(aggregate, person, -1);
}

/** Sums of two groups of people of which nobody is in both. */
export function mergeAggregates(a: ExperimentAggregate, b: ExperimentAggregate): ExperimentAggregate {
  return {
    variants: { control: merged(a.variants.control, b.variants.control), treatment: merged(a.variants.treatment, b.variants.treatment) },
    severalVariants: a.severalVariants + b.severalVariants,
  };
}

/** What is left of a group's sums without those of a part of it. */
export function withoutGroup(all: ExperimentAggregate, part: ExperimentAggregate): ExperimentAggregate {
  const { control, treatment } = part.variants;
  return mergeAggregates(all, {
    variants: { control: negated(control), treatment: negated(treatment) },
    severalVariants: -part.severalVariants,
  });
}

function negated({ people, exposures, conversions, clickThrough: { n, sum, sumOfSquares } }: VariantAggregate): VariantAggregate {
  return {
    people: -people,
    exposures: -exposures,
    conversions: -conversions,
    clickThrough: { n: -n, sum: -sum, sumOfSquares: -sumOfSquares },
  };
}

function changed(aggregate: ExperimentAggregate, person: PersonExperiment, sign: 1 | -1): ExperimentAggregate {
  const { people, exposures, conversions, clickThrough } = aggregate.variants[person.variant];
  const variant: VariantAggregate = {
    people: people + sign,
    exposures: exposures + sign * person.lists,
    conversions: conversions + sign * Number(person.converted),
    clickThrough: (sign === 1 ? addShare : removeShare)(clickThrough, person.clicked / person.lists),
  };
  return {
    variants: { ...aggregate.variants, [person.variant]: variant },
    severalVariants: aggregate.severalVariants + sign * Number(person.several),
  };
}

function merged(a: VariantAggregate, b: VariantAggregate): VariantAggregate {
  return {
    people: a.people + b.people,
    exposures: a.exposures + b.exposures,
    conversions: a.conversions + b.conversions,
    clickThrough: mergeMoments(a.clickThrough, b.clickThrough),
  };
}
