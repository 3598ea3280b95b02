import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import type { ModelSettings, RETRIEVERS } from "@attune/core/placements/schema";

/** One of the models that are compared. */
export interface Contestant {
  readonly name: string;
  readonly settings: ModelSettings;
  /** Whether a list that retrieval left short is filled with what is popular, as serving does: a retriever that is measured alone must not live on that. */
  readonly fills: boolean;
}

/** A single retriever, ranked by its own score, in the same code. */
function alone(name: (typeof RETRIEVERS)[number]): Contestant {
  return { name, settings: { ...DEFAULT_MODEL_SETTINGS, retrievers: { [name]: 1 }, ranker: "none" }, fills: false };
}

const PIPELINE: Contestant = { name: "pipeline", settings: DEFAULT_MODEL_SETTINGS, fills: true };

/** What `--model` may name, beside `all`. */
export const CONTESTANTS: readonly Contestant[] = [
  alone("popularity"),
  alone("trending"),
  alone("segment-popularity"),
  alone("covisitation"),
  alone("transitions"),
  alone("vectors"),
  PIPELINE,
];

export const ALL_MODELS = "all";

export function contestantsNamed(name: string): readonly Contestant[] {
  return name === ALL_MODELS ? CONTESTANTS : CONTESTANTS.filter((each) => each.name === name);
}
