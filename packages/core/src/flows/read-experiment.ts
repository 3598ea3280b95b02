import { EMPTY_AGGREGATE, mergeAggregates } from "../experiments/aggregate.ts";
import { unpackAggregate } from "../experiments/pack-aggregate.ts";
import type { ExperimentAggregate } from "../experiments/schema.ts";
import { eventLayout } from "../ports/event-layout.ts";
import { experimentSumsKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";

/** The sums of one phase of an experiment over all people: one read of as many keys as there are partitions. */
export async function readExperiment(state: StateStore, tenant: string, experimentId: string, phase: number): Promise<ExperimentAggregate> {
  const key = experimentSumsKey(tenant, experimentId, phase);
  const { first, count } = eventLayout();
  const partitions = Array.from({ length: count }, (_, i) => ({ lane: "users", partition: first + i, key }) as const);
  const parts = await state.read(partitions);
  return parts.reduce((sums, bytes) => (bytes === undefined ? sums : mergeAggregates(sums, unpackAggregate(bytes))), EMPTY_AGGREGATE);
}
