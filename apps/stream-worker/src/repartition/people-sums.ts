import { addPerson, EMPTY_AGGREGATE, mergeAggregates, withoutGroup } from "@attune/core/experiments/aggregate";
import { unpackAggregate } from "@attune/core/experiments/pack-aggregate";
import type { ExperimentAggregate } from "@attune/core/experiments/schema";
import { unpackSubjectState } from "@attune/core/features/pack-subject-state";
import { eventPartition } from "@attune/core/ports/event-layout";
import { EXPERIMENT_SUMS, experimentSumsKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";

type Sums = Map<string, ExperimentAggregate>;

/**
 * The sums of every experiment by new partition, made anew from its people. What the old sums have beyond that was contributed by people whose part in an ended
 * experiment is not remembered any more; it stays with the first partition, so that all of them together come to what they came to.
 */
export async function peopleSums(
  state: Pick<StateStore, "scan">,
  former: readonly number[],
  next: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, ExperimentAggregate>>> {
  const byPartition = new Map<number, Sums>(next.map((partition) => [partition, new Map()]));
  const beyond: Sums = new Map();
  for (const partition of former) {
    for await (const { key, value } of state.scan({ lane: "users", partition }, EXPERIMENT_SUMS))
      change(beyond, key, (sum) => mergeAggregates(sum, unpackAggregate(value)));
    for await (const { key, value } of state.scan({ lane: "users", partition }, "s")) {
      const sums = byPartition.get(eventPartition(key.slice(1))) as Sums;
      for (const entry of unpackSubjectState(value).experiments) {
        const sumKey = experimentSumsKey(key.slice(1, key.indexOf("|")), entry.experimentId, entry.phase);
        change(sums, sumKey, (sum) => addPerson(sum, entry));
        change(beyond, sumKey, (sum) => withoutGroup(sum, addPerson(EMPTY_AGGREGATE, entry)));
      }
    }
  }
  // Subtracted as they were met: only now is nothing negative.
  const first = byPartition.get(next[0] as number) as Sums;
  for (const [key, left] of beyond)
    if (numbersOf(left).some((number) => number !== 0)) change(first, key, (sum) => mergeAggregates(sum, left));
  for (const [key, left] of beyond)
    if (numbersOf(left).some((number) => number < 0))
      throw new Error(
        `The sums of an experiment (${key}) are less than those of its people: nothing was moved. Prove the users lane first: npm run rebuild`,
      );
  return byPartition;
}

function change(sums: Sums, key: string, by: (sum: ExperimentAggregate) => ExperimentAggregate): void {
  sums.set(key, by(sums.get(key) ?? EMPTY_AGGREGATE));
}

function numbersOf({ severalVariants, variants }: ExperimentAggregate): number[] {
  return [
    severalVariants,
    ...[variants.control, variants.treatment].flatMap(({ people, exposures, conversions, clickThrough: { n, sum, sumOfSquares } }) => [
      people,
      exposures,
      conversions,
      n,
      sum,
      sumOfSquares,
    ]),
  ];
}
