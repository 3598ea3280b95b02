import { addPerson, EMPTY_AGGREGATE, removePerson } from "../experiments/aggregate.ts";
import { withoutForgotten } from "../experiments/person-experiments.ts";
import type { ExperimentAggregate, PersonExperiment } from "../experiments/schema.ts";
import type { SubjectState } from "../features/subject-state.ts";
import { experimentSumsKey } from "../ports/state-keys.ts";

/** Sums over the people of one lane partition, by their key in the state store, and which of them must be written. */
export interface ExperimentSums {
  readonly byKey: Map<string, ExperimentAggregate>;
  readonly changed: Set<string>;
}

export function emptySums(): ExperimentSums {
  return { byKey: new Map(), changed: new Set() };
}

/** A person whose experiments change. */
interface Participant {
  readonly tenant: string;
  readonly state: SubjectState;
  stateChanged: boolean;
}

/**
 * Changes what a person did in experiments, and with it the sums: what the person contributed before is taken out, what they contribute now is put in.
 * Sums and person are committed in one step, so that the sums are always those of the people.
 */
export function changeExperiments(
  { byKey, changed }: ExperimentSums,
  person: Participant,
  change: (entries: readonly PersonExperiment[]) => readonly PersonExperiment[],
): void {
  const before = person.state.experiments;
  const after = change(before);
  if (after === before) return;
  const replace = (entry: PersonExperiment, fold: typeof addPerson) => {
    const key = experimentSumsKey(person.tenant, entry.experimentId, entry.phase);
    byKey.set(key, fold(byKey.get(key) ?? EMPTY_AGGREGATE, entry));
    changed.add(key);
  };
  for (const entry of before) if (!after.includes(entry)) replace(entry, removePerson);
  for (const entry of after) if (!before.includes(entry)) replace(entry, addPerson);
  person.state.experiments = withoutForgotten(after);
  person.stateChanged = true;
}

/** Takes a person out of all sums, exactly: of an erasure, and of somebody who turned out to be somebody else. */
export function forgetExperiments(sums: ExperimentSums, person: Participant): void {
  changeExperiments(sums, person, (entries) => (entries.length === 0 ? entries : []));
}
